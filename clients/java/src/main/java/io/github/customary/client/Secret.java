package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Objects;

/** A text that is sent, but never shown. */
final class Secret {
    private final String text;

    Secret(String text) {
        this.text = text;
    }

    @JsonValue
    String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return "…";
    }
}
