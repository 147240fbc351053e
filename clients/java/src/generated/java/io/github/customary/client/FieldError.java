// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.Objects;
import java.util.UUID;

/**
 * {@literal One thing that is wrong. `pointer` says where in the body it is, or `parameter` which
 * parameter it is. }
 *
 * @param pointer {@literal A JSON pointer into the body (RFC 6901); empty for the body itself. It
 *     is as long as the names that it leads through: its maximum is twice that of a body. } Null
 *     where it was left out.
 * @param parameter {@literal The name of a parameter of the query or the path; as it was sent,
 *     where it can't be decoded. } Null where it was left out.
 * @param code {@literal What is wrong, for programs. `malformed_json`: not JSON in UTF-8, or beyond
 *     what is read: a number outside of double precision, half of a surrogate pair, more than 127
 *     levels. `missing`: required, but not there. `unknown`: this document names no such member or
 *     parameter. `repeated`: a member or a parameter was sent more than once. `wrong_type`: not of
 *     the right type. `too_short`, `too_long`: in characters. `too_small`, `too_large`: a number.
 *     `invalid_format`: not of the form that the `pattern` or `format` describes, or a parameter
 *     that is not percent-encoded UTF-8. `invalid_value`: none of the values allowed.
 *     `invalid_phone`: not a phone number of its country. `country_needed`: a phone number without
 *     a country code, and no country known. `common_password`: among the most common passwords.
 *     `password_is_email`: the same as the e-mail address. `wrong_password`: not the account's
 *     password. `invalid_cursor`: not a cursor of this search. `exclusive`: can't be combined with
 *     another parameter. `duplicate`: another one has this value. }
 * @param detail {@literal What is wrong, for people, and what to do.}
 * @param customerId {@literal With `duplicate`, the customer that has the value.} Null where it was
 *     left out.
 */
public record FieldError(
        @JsonProperty("pointer") String pointer,
        @JsonProperty("parameter") String parameter,
        @JsonProperty("code") String code,
        @JsonProperty("detail") String detail,
        @JsonProperty("customer_id") UUID customerId) {
    public FieldError {

        Objects.requireNonNull(code, "code");

        Objects.requireNonNull(detail, "detail");
    }

    static FieldError read(Answered json) throws IOException {
        return new FieldError(
                json.member("pointer", false, false, Answered::text),
                json.member("parameter", false, false, Answered::text),
                json.member("code", true, false, Answered::text),
                json.member("detail", true, false, Answered::text),
                json.member("customer_id", false, false, Answered::uuid));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "FieldError[pointer=%s, parameter=%s, code=%s, detail=%s, customerId=%s]"
                .formatted(pointer, parameter, code, detail, customerId);
    }
}
