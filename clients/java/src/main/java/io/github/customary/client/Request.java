package io.github.customary.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is to be sent, but for the server's address and the access token. */
final class Request {
    final String method;
    private String path;
    private String query = "";
    private boolean authenticated;
    private int status;
    private String mediaType;
    private byte[] body;

    Request(String method, String path) {
        this.method = method;
        this.path = path;
    }

    Request authenticated() {
        authenticated = true;
        return this;
    }

    /** The status that the answer has if this succeeds. */
    Request status(int status) {
        this.status = status;
        return this;
    }

    Request path(String name, Object value) {
        Objects.requireNonNull(value, name);
        path = path.replace("{" + name + "}", encode(value).replace("+", "%20"));
        return this;
    }

    Request query(Members parameters) {
        query =
                parameters.values().entrySet().stream()
                        .filter(parameter -> parameter.getValue() != null)
                        .map(Request::encode)
                        .collect(Collectors.joining("&"));
        return this;
    }

    Request body(String mediaType, Members members) {
        this.mediaType = mediaType;
        body = Json.write(Objects.requireNonNull(members));
        return this;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    int status() {
        return status;
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    String mediaType() {
        return mediaType;
    }

    byte[] body() {
        return body;
    }

    /** For messages. Not the query, which names people. */
    @Override
    public String toString() {
        return method + " " + path;
    }

    private static String encode(Map.Entry<String, Object> parameter) {
        return encode(parameter.getKey()) + "=" + encode(parameter.getValue());
    }

    private static String encode(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }
}
