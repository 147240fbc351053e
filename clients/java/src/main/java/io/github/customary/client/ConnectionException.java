package io.github.customary.client;

/**
 * There was no answer: the server can't be reached, the connection broke, or it took too long. The
 * message says which. Whether the server did what it was asked to do is not known.
 */
public final class ConnectionException extends CustomaryException {
    private static final long serialVersionUID = 1L;

    ConnectionException(Object what, String reason, Throwable cause) {
        super(what + ": " + reason, cause);
    }
}
