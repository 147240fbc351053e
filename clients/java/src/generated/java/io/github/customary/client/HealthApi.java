// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

/** {@literal For those who operate the server. No token is needed.} */
public final class HealthApi {
    private final Sender sender;

    HealthApi(Sender sender) {
        this.sender = sender;
    }

    /**
     * {@literal Is the process alive?}. {@literal Answers as long as the process can answer at all.
     * A supervisor restarts it when it does not.}
     *
     * @return what the server answered
     * @throws ProblemException with the status 400
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Health getLiveness() {
        return sender.send(new Request("GET", "/livez").status(200), Health::read);
    }

    /**
     * {@literal Can the server do its work?}. {@literal Checks that the database answers and that
     * all migrations are applied. A load balancer sends requests only to a server that is ready. }
     *
     * @return what the server answered
     * @throws ProblemException with the status 400, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Health getReadiness() {
        return sender.send(new Request("GET", "/readyz").status(200), Health::read);
    }
}
