package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a body or a query consists of: the members that were set, be it to null, and no others. It
 * may be changed between requests, but not by two threads at once.
 */
abstract class Members {
    private final Map<String, Object> values;

    Members() {
        values = new LinkedHashMap<>();
    }

    Members(Members other) {
        values = new LinkedHashMap<>(other.values);
    }

    final void set(String name, Object value) {
        values.put(name, value);
    }

    @JsonValue
    final Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public final boolean equals(Object other) {
        return other != null
                && getClass() == other.getClass()
                && values.equals(((Members) other).values);
    }

    @Override
    public final int hashCode() {
        return values.hashCode();
    }

    /** Without what is secret. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + values;
    }
}
