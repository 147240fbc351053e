package io.github.customary.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * JSON that was answered. It is read only as what it is, while Jackson would make a text of a
 * number and a whole number of a fraction. Messages name members, but show no values, which may be
 * secret.
 */
final class Answered {
    /** Reads one type of value. */
    interface Reader<T> {
        T read(Answered value) throws IOException;
    }

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Instant.parse takes others, too: with seconds in the zone, for instance. */
    private static final Pattern TIME_FORM =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");

    private final JsonNode json;

    Answered(JsonNode json) {
        this.json = json;
    }

    /**
     * A member of an object.
     *
     * @return null where it is null, or is not there, and that may be
     */
    <T> T member(String name, boolean required, boolean nullable, Reader<T> reader)
            throws IOException {
        need(json.isObject(), "an object");
        JsonNode value = json.get(name);
        if (value == null) {
            if (required) {
                throw new IOException(name + ": missing");
            }
            return null;
        }
        if (value.isNull() && nullable) {
            return null;
        }
        try {
            return reader.read(new Answered(value));
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage());
        }
    }

    <T> List<T> list(Reader<T> reader) throws IOException {
        need(json.isArray(), "an array");
        List<T> items = new ArrayList<>();
        for (JsonNode item : json) {
            items.add(reader.read(new Answered(item)));
        }
        return items;
    }

    String text() throws IOException {
        need(json.isTextual(), "a text");
        return json.textValue();
    }

    int int32() throws IOException {
        need(json.isIntegralNumber() && json.canConvertToInt(), "a number of 32 bits");
        return json.intValue();
    }

    long int64() throws IOException {
        need(json.isIntegralNumber() && json.canConvertToLong(), "a number of 64 bits");
        return json.longValue();
    }

    UUID uuid() throws IOException {
        need(UUID_FORM.matcher(text()).matches(), "a UUID");
        return UUID.fromString(text());
    }

    Instant time() throws IOException {
        need(TIME_FORM.matcher(text()).matches(), "a time as in RFC 3339");
        try {
            return Instant.parse(text());
        } catch (DateTimeException e) {
            throw new IOException("no such time");
        }
    }

    private static void need(boolean is, String type) throws IOException {
        if (!is) {
            throw new IOException("not " + type);
        }
    }
}
