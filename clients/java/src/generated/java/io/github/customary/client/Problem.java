// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * {@literal What went wrong (RFC 9457).}
 *
 * @param type {@literal A path of this server. What is found there explains this type of problem.}
 * @param title {@literal The type of problem in words; the same each time.}
 * @param status {@literal The status of the answer.}
 * @param detail {@literal What went wrong this time.}
 * @param requestId {@literal The same as in the header `X-Request-Id`.}
 * @param errors {@literal Everything that is wrong with the request. No more than 1,000 errors are
 *     listed, and of members that are repeated fewer where their pointers are very long; `detail`
 *     says how many there are in all. }
 */
public record Problem(
        @JsonProperty("type") String type,
        @JsonProperty("title") String title,
        @JsonProperty("status") int status,
        @JsonProperty("detail") String detail,
        @JsonProperty("request_id") String requestId,
        @JsonProperty("errors") List<FieldError> errors) {
    public Problem {

        Objects.requireNonNull(type, "type");

        Objects.requireNonNull(title, "title");

        Objects.requireNonNull(detail, "detail");

        Objects.requireNonNull(requestId, "request_id");

        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    static Problem read(Answered json) throws IOException {
        return new Problem(
                json.member("type", true, false, Answered::text),
                json.member("title", true, false, Answered::text),
                json.member("status", true, false, Answered::int32),
                json.member("detail", true, false, Answered::text),
                json.member("request_id", true, false, Answered::text),
                json.member("errors", false, false, value -> value.list(FieldError::read)));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Problem[type=%s, title=%s, status=%s, detail=%s, requestId=%s, errors=%s]"
                .formatted(type, title, status, detail, requestId, errors);
    }
}
