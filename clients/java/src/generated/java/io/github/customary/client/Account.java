// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * {@literal An account and the organization that it belongs to.}
 *
 * @param id {@literal Given by the server (a UUID of version 7).}
 * @param email {@literal The e-mail address, as it was written.}
 * @param name {@literal The person's name.} It may be null.
 * @param role {@literal What the account may do in its organization. There is `admin`, who may do
 *     everything.}
 * @param organization {@literal }
 * @param createdAt {@literal When the account was made.}
 */
public record Account(
        @JsonProperty("id") UUID id,
        @JsonProperty("email") String email,
        @JsonProperty("name") String name,
        @JsonProperty("role") String role,
        @JsonProperty("organization") Organization organization,
        @JsonProperty("created_at") Instant createdAt) {
    public Account {

        Objects.requireNonNull(id, "id");

        Objects.requireNonNull(email, "email");

        Objects.requireNonNull(role, "role");

        Objects.requireNonNull(organization, "organization");

        Objects.requireNonNull(createdAt, "created_at");
    }

    static Account read(Answered json) throws IOException {
        return new Account(
                json.member("id", true, false, Answered::uuid),
                json.member("email", true, false, Answered::text),
                json.member("name", true, true, Answered::text),
                json.member("role", true, false, Answered::text),
                json.member("organization", true, false, Organization::read),
                json.member("created_at", true, false, Answered::time));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Account[id=%s, email=%s, name=%s, role=%s, organization=%s, createdAt=%s]"
                .formatted(id, email, name, role, organization, createdAt);
    }
}
