package io.github.customary.client;

import io.github.customary.client.CurrentSession.Tokens;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests with the session's token, and again where the server says that this may help. */
final class Transport {
    /** How much of an answer that nobody expected is kept for its exception, in bytes. */
    private static final int KEPT = 1000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CurrentSession session = new CurrentSession(this::refresh);
    private final String url;
    private final Duration timeout;
    private final int retries;
    private final Duration maxWait;

    /**
     * Sends nothing yet.
     *
     * @param url the server's, without a slash at its end
     * @param timeout for each time that a request is sent
     * @param retries how often to send a request again after a 429 or 503
     * @param maxWait how long a call may wait for that, all in all
     */
    Transport(String url, Duration timeout, int retries, Duration maxWait) {
        this.url = url;
        this.timeout = timeout;
        this.retries = retries;
        this.maxWait = maxWait;
    }

    CurrentSession session() {
        return session;
    }

    <T> T send(Request request, Class<T> type) {
        int retriesLeft = retries;
        Duration waitLeft = maxWait;
        boolean mayRenew = true;
        while (true) {
            Tokens tokens = request.isAuthenticated() ? session.tokens() : null;
            HttpResponse<byte[]> response = exchange(request, tokens);
            if (response.statusCode() / 100 == 2) {
                return read(request, response, type);
            }
            CustomaryException error = error(request, response);
            Duration wait = retryAfter(response);
            if (mayRenew && isExpired(response) && renew(tokens, error)) {
                mayRenew = false;
            } else if (retriesLeft > 0 && wait != null && wait.compareTo(waitLeft) <= 0) {
                retriesLeft--;
                waitLeft = waitLeft.minus(wait);
                sleep(request, wait);
                mayRenew = true;
            } else {
                throw error;
            }
        }
    }

    /**
     * Not sent again, whatever the answer is: a refresh token that comes twice ends the session.
     */
    private Session refresh(String refreshToken) {
        Request request =
                new Request("POST", "/api/1/session/refresh/")
                        .body("application/json", new SessionRefresh(refreshToken));
        HttpResponse<byte[]> response = exchange(request, null);
        if (response.statusCode() / 100 == 2) {
            return read(request, response, Session.class);
        }
        throw error(request, response);
    }

    private boolean renew(Tokens tokens, CustomaryException refusal) {
        try {
            return session.renew(tokens);
        } catch (CustomaryException e) {
            refusal.addSuppressed(e);
            return false;
        }
    }

    private HttpResponse<byte[]> exchange(Request request, Tokens tokens) {
        BodyPublisher body =
                request.body() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(request.body());
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(url + request.target()))
                        .method(request.method, body)
                        .header("Accept", "application/json, application/problem+json");
        if (request.mediaType() != null) {
            builder.header("Content-Type", request.mediaType());
        }
        if (tokens != null) {
            builder.header("Authorization", "Bearer " + tokens.access());
        }
        // HttpRequest.timeout() would end when the head of the answer is there.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(builder.build(), BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ConnectionException(request, reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ConnectionException(
                    request, "no answer within " + timeout.toMillis() / 1000.0 + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(request, e);
        }
    }

    private String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host of " + url + " is unknown";
            }
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return failure instanceof ConnectException
                ? "no connection to " + url
                : failure.getClass().getName();
    }

    private static <T> T read(Request request, HttpResponse<byte[]> response, Class<T> type) {
        if (type == Void.class) {
            if (response.statusCode() == 204) {
                return null;
            }
            throw unexpected(request, response, "but not 204", null);
        }
        try {
            return Json.read(response.body(), type);
        } catch (IOException e) {
            throw unexpected(request, response, "but not a " + type.getSimpleName(), e);
        }
    }

    private static CustomaryException error(Request request, HttpResponse<byte[]> response) {
        String mediaType = header(response, "Content-Type").split(";", 2)[0].strip();
        if (!mediaType.equalsIgnoreCase("application/problem+json")) {
            return unexpected(request, response, "but not a problem", null);
        }
        try {
            Problem problem = Json.read(response.body(), Problem.class);
            return new ProblemException(
                    request, response.statusCode(), problem, retryAfter(response));
        } catch (IOException e) {
            return unexpected(request, response, "but not a problem", e);
        }
    }

    private static UnexpectedResponseException unexpected(
            Request request, HttpResponse<byte[]> response, String reason, IOException cause) {
        int kept = Math.min(response.body().length, KEPT);
        String body = new String(response.body(), 0, kept, StandardCharsets.UTF_8);
        return new UnexpectedResponseException(request, response.statusCode(), reason, body, cause);
    }

    private static boolean isExpired(HttpResponse<byte[]> response) {
        return response.statusCode() == 401
                && header(response, "WWW-Authenticate").contains("error=\"invalid_token\"");
    }

    /** Null where the server does not ask to come back. */
    private static Duration retryAfter(HttpResponse<byte[]> response) {
        boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
        String seconds = header(response, "Retry-After");
        return busy && seconds.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : null;
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void sleep(Request request, Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(request, e);
        }
    }

    private static ConnectionException interrupted(Request request, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ConnectionException(request, "the thread was interrupted", cause);
    }
}
