// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.Objects;

/**
 * {@literal The tokens of a session.}
 *
 * @param accessToken {@literal A JWT for the header `Authorization`.}
 * @param tokenType {@literal Always `Bearer`.}
 * @param expiresIn {@literal For how many seconds the access token holds, or less than a second
 *     longer. Never longer than its session, rounded up to a whole second. }
 * @param refreshToken {@literal For `refreshSession`, once.}
 */
public record Session(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") int expiresIn,
        @JsonProperty("refresh_token") String refreshToken) {
    public Session {

        Objects.requireNonNull(accessToken, "access_token");

        Objects.requireNonNull(tokenType, "token_type");

        Objects.requireNonNull(refreshToken, "refresh_token");
    }

    static Session read(Answered json) throws IOException {
        return new Session(
                json.member("access_token", true, false, Answered::text),
                json.member("token_type", true, false, Answered::text),
                json.member("expires_in", true, false, Answered::int32),
                json.member("refresh_token", true, false, Answered::text));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Session[accessToken=%s, tokenType=%s, expiresIn=%s, refreshToken=%s]"
                .formatted("…", tokenType, expiresIn, "…");
    }
}
