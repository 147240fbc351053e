// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.Objects;
import java.util.UUID;

/**
 * {@literal An organization. Customers belong to one.}
 *
 * @param id {@literal Given by the server (a UUID of version 7).}
 * @param name {@literal The organization's name.}
 * @param country {@literal The country that phone numbers without a country code are of (ISO 3166-1
 *     alpha-2).} It may be null.
 */
public record Organization(
        @JsonProperty("id") UUID id,
        @JsonProperty("name") String name,
        @JsonProperty("country") String country) {
    public Organization {

        Objects.requireNonNull(id, "id");

        Objects.requireNonNull(name, "name");
    }

    static Organization read(Answered json) throws IOException {
        return new Organization(
                json.member("id", true, false, Answered::uuid),
                json.member("name", true, false, Answered::text),
                json.member("country", true, true, Answered::text));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Organization[id=%s, name=%s, country=%s]".formatted(id, name, country);
    }
}
