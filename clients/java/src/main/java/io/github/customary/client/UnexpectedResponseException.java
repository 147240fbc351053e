package io.github.customary.client;

/**
 * The answer is none that the document of the server describes. It comes from a proxy, for example,
 * or there is something else than Customary at this address.
 */
public final class UnexpectedResponseException extends CustomaryException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    UnexpectedResponseException(
            Request request, int status, String reason, String body, Throwable cause) {
        super(request + ": " + status + ", " + reason, cause);
        this.status = status;
        this.body = body;
    }

    /**
     * The status of the answer.
     *
     * @return 100 to 999
     */
    public int status() {
        return status;
    }

    /**
     * How the body of the answer begins.
     *
     * @return 1,000 bytes at most as UTF-8, with U+FFFD for what is none
     */
    public String body() {
        return body;
    }
}
