// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.Objects;

/**
 * {@literal The state of the server.}
 *
 * @param status {@literal Always `ok`; a server that is not well answers with a problem.}
 */
public record Health(@JsonProperty("status") String status) {
    public Health {

        Objects.requireNonNull(status, "status");
    }

    static Health read(Answered json) throws IOException {
        return new Health(json.member("status", true, false, Answered::text));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Health[status=%s]".formatted(status);
    }
}
