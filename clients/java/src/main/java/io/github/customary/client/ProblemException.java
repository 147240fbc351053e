package io.github.customary.client;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server refused a request, or failed, and said why (RFC 9457). */
public final class ProblemException extends CustomaryException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;
    private final transient Duration retryAfter;

    ProblemException(Request request, int status, Problem problem, Duration retryAfter) {
        super(request + ": " + status + " " + describe(problem), null);
        this.status = status;
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /**
     * The status of the answer.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * What went wrong. Codes of errors are for programs, and there may be some that the document of
     * this version does not have; texts are for people.
     *
     * @return the problem that the server described
     */
    public Problem problem() {
        return problem;
    }

    /**
     * When the server asks to come back.
     *
     * @return how long to wait, or nothing where the server says nothing about that
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    private static String describe(Problem problem) {
        String errors =
                problem.errors().stream()
                        .map(ProblemException::describe)
                        .collect(Collectors.joining());
        return problem.title()
                + ": "
                + problem.detail()
                + errors
                + " (request "
                + problem.requestId()
                + ")";
    }

    private static String describe(FieldError error) {
        String where = error.pointer() != null ? error.pointer() : error.parameter();
        return " " + (where == null ? "" : where + ": ") + error.detail();
    }
}
