// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * {@literal A customer of an organization.}
 *
 * @param id {@literal Given by the server (a UUID of version 7).}
 * @param name {@literal The customer's name.}
 * @param email {@literal The e-mail address, as it was written.} It may be null.
 * @param phone {@literal The phone number in E.164.} It may be null.
 * @param company {@literal The company that the customer works for.} It may be null.
 * @param address {@literal Street and number, or a box.} It may be null.
 * @param city {@literal The city or town.} It may be null.
 * @param region {@literal The state, province or canton.} It may be null.
 * @param postalCode {@literal The postal code.} It may be null.
 * @param country {@literal The country (ISO 3166-1 alpha-2).} It may be null.
 * @param notes {@literal Whatever else is worth knowing.} It may be null.
 * @param version {@literal 1 when it was created, one more with each change.}
 * @param createdAt {@literal When the customer was created.}
 * @param updatedAt {@literal When the customer was changed last.}
 */
public record Customer(
        @JsonProperty("id") UUID id,
        @JsonProperty("name") String name,
        @JsonProperty("email") String email,
        @JsonProperty("phone") String phone,
        @JsonProperty("company") String company,
        @JsonProperty("address") String address,
        @JsonProperty("city") String city,
        @JsonProperty("region") String region,
        @JsonProperty("postal_code") String postalCode,
        @JsonProperty("country") String country,
        @JsonProperty("notes") String notes,
        @JsonProperty("version") long version,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt) {
    public Customer {

        Objects.requireNonNull(id, "id");

        Objects.requireNonNull(name, "name");

        Objects.requireNonNull(createdAt, "created_at");

        Objects.requireNonNull(updatedAt, "updated_at");
    }

    static Customer read(Answered json) throws IOException {
        return new Customer(
                json.member("id", true, false, Answered::uuid),
                json.member("name", true, false, Answered::text),
                json.member("email", true, true, Answered::text),
                json.member("phone", true, true, Answered::text),
                json.member("company", true, true, Answered::text),
                json.member("address", true, true, Answered::text),
                json.member("city", true, true, Answered::text),
                json.member("region", true, true, Answered::text),
                json.member("postal_code", true, true, Answered::text),
                json.member("country", true, true, Answered::text),
                json.member("notes", true, true, Answered::text),
                json.member("version", true, false, Answered::int64),
                json.member("created_at", true, false, Answered::time),
                json.member("updated_at", true, false, Answered::time));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Customer[id=%s, name=%s, email=%s, phone=%s, company=%s, address=%s, city=%s, region=%s, postalCode=%s, country=%s, notes=%s, version=%s, createdAt=%s, updatedAt=%s]"
                .formatted(
                        id,
                        name,
                        email,
                        phone,
                        company,
                        address,
                        city,
                        region,
                        postalCode,
                        country,
                        notes,
                        version,
                        createdAt,
                        updatedAt);
    }
}
