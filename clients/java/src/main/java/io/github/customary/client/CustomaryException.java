package io.github.customary.client;

/** What calls throw when they fail, whatever the reason. */
public abstract sealed class CustomaryException extends RuntimeException
        permits ProblemException, UnexpectedResponseException, ConnectionException {
    private static final long serialVersionUID = 1L;

    CustomaryException(String message, Throwable cause) {
        super(message, cause);
    }
}
