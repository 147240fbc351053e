// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

/** {@literal Registering, the caller's own account and its password.} */
public final class AccountsApi {
    private final Sender sender;

    AccountsApi(Sender sender) {
        this.sender = sender;
    }

    /**
     * {@literal Change the password}. {@literal Changes the password of the caller's account and
     * ends all its other sessions; the one that the access token belongs to goes on. The current
     * password is looked at only if the body is valid otherwise: to hash one takes long. }
     *
     * @param passwordChange what to send
     * @throws ProblemException with the status 400, 401, 408, 413, 415, 429, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public void changePassword(PasswordChange passwordChange) {
        sender.send(
                new Request("POST", "/api/1/account/password/")
                        .authenticated()
                        .body("application/json", passwordChange)
                        .status(204),
                null);
    }

    /**
     * {@literal Get the caller's account}. {@literal The account that the access token belongs to,
     * with its organization.}
     *
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Account getAccount() {
        return sender.send(
                new Request("GET", "/api/1/account/").authenticated().status(200), Account::read);
    }

    /**
     * {@literal Register an account}. {@literal Makes an account, and an organization of its own
     * whose `admin` it is. Nobody is logged in by this: `login` is the next step. }
     *
     * @param registration what to send
     * @return what the server answered
     * @throws ProblemException with the status 400, 408, 409, 413, 415, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Account register(Registration registration) {
        return sender.send(
                new Request("POST", "/api/1/register/")
                        .body("application/json", registration)
                        .status(201),
                Account::read);
    }
}
