// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

/** {@literal Logging in and out, and keeping a session.} */
public final class SessionsApi {
    private final Sender sender;

    SessionsApi(Sender sender) {
        this.sender = sender;
    }

    /**
     * {@literal Log in}. {@literal Starts a session. Send `access_token` in the header
     * `Authorization: Bearer …` with every further request, and use `refresh_token` with
     * `refreshSession` before the access token expires. The answer takes the same time whether or
     * not the account exists. }
     *
     * @param credentials what to send
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 408, 413, 415, 429, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Session login(Credentials credentials) {
        return sender.send(
                new Request("POST", "/api/1/login/")
                        .body("application/json", credentials)
                        .status(200),
                Session::read);
    }

    /**
     * {@literal Log out}. {@literal Ends the session of the access token that is sent. The
     * session's tokens are refused from then on. }
     *
     * @throws ProblemException with the status 400, 401, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public void logout() {
        sender.send(new Request("POST", "/api/1/logout/").authenticated().status(204), null);
    }

    /**
     * {@literal Get new tokens}. {@literal Exchanges a refresh token for new tokens of the same
     * session. A refresh token can be used once: one that is sent a second time has been stolen or
     * lost, and ends the whole session. A session ends by itself 30 days after its last refresh. }
     *
     * @param sessionRefresh what to send
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 408, 413, 415, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Session refreshSession(SessionRefresh sessionRefresh) {
        return sender.send(
                new Request("POST", "/api/1/session/refresh/")
                        .body("application/json", sessionRefresh)
                        .status(200),
                Session::read);
    }
}
