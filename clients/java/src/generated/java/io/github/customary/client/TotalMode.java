// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Objects;

/**
 * {@literal How far to count what is found.}
 *
 * @param value as it is sent; it may be one that this version does not know
 */
public record TotalMode(@JsonValue String value) {
    /** {@code "bounded"}. */
    public static final TotalMode BOUNDED = new TotalMode("bounded");

    /** {@code "exact"}. */
    public static final TotalMode EXACT = new TotalMode("exact");

    /** {@code "none"}. */
    public static final TotalMode NONE = new TotalMode("none");

    /** A value by its name. */
    @JsonCreator
    public TotalMode {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}
