// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/** {@literal The refresh token to be exchanged.} */
public final class SessionRefresh extends Members {
    /**
     * With what is required.
     *
     * @param refreshToken {@literal The newest refresh token of the session.}
     */
    public SessionRefresh(String refreshToken) {
        refreshToken(refreshToken);
    }

    /**
     * {@literal The newest refresh token of the session.}
     *
     * @param refreshToken what to send; not null
     * @return this object
     */
    public SessionRefresh refreshToken(String refreshToken) {
        set("refresh_token", new Secret(Objects.requireNonNull(refreshToken, "refresh_token")));
        return this;
    }
}
