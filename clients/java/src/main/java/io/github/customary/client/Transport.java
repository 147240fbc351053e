package io.github.customary.client;

import io.github.customary.client.Answered.Reader;
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
final class Transport implements Sender {
    /** How much of an answer that nobody expected is kept for its exception, in bytes. */
    private static final int KEPT = 1000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CurrentSession session = new CurrentSession(this::exchange);
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

    @Override
    public <T> T send(Request request, Reader<T> reader) {
        return send(request, session.tokens(), reader);
    }

    /** What sends in one session, whether or not another one begins meanwhile. */
    Sender in(Tokens tokens) {
        return new Sender() {
            @Override
            public <T> T send(Request request, Reader<T> reader) {
                return Transport.this.send(request, tokens, reader);
            }
        };
    }

    private <T> T send(Request request, Tokens current, Reader<T> reader) {
        Patience patience = new Patience(retries, maxWait);
        Tokens tokens = request.isAuthenticated() ? current : null;
        HttpResponse<byte[]> response = exchange(request, tokens, patience);
        if (tokens != null && isExpired(response)) {
            Tokens renewed = renew(request, tokens, patience, error(request, response));
            response = exchange(request, renewed, patience);
        }
        return read(request, response, reader);
    }

    /** Gets new tokens at once; false where there is no session that could be refreshed. */
    boolean refresh() {
        try {
            return session.renew(session.tokens(), new Patience(retries, maxWait)) != null;
        } catch (InterruptedException e) {
            throw interrupted("refresh", e);
        }
    }

    /** Throws the refusal that led to it where the session is over. */
    private Tokens renew(
            Request request, Tokens used, Patience patience, CustomaryException refusal) {
        try {
            Tokens renewed = session.renew(used, patience);
            if (renewed != null) {
                return renewed;
            }
        } catch (InterruptedException e) {
            throw interrupted(request, e);
        } catch (CustomaryException e) {
            if (!CurrentSession.isRefusal(e)) {
                // Other calls may fail with the same exception: this tells which one did so here.
                e.addSuppressed(refusal);
                throw e;
            }
            refusal.addSuppressed(e);
        }
        throw refusal;
    }

    private Session exchange(SessionRefresh body, Patience patience) {
        Sender sender =
                new Sender() {
                    @Override
                    public <T> T send(Request request, Reader<T> reader) {
                        return read(request, exchange(request, null, patience), reader);
                    }
                };
        return new SessionsApi(sender).refreshSession(body);
    }

    /** The answer, asked for again while the server is busy and patience lasts. */
    private HttpResponse<byte[]> exchange(Request request, Tokens tokens, Patience patience) {
        HttpResponse<byte[]> response = exchange(request, tokens);
        Duration wait = retryAfter(response);
        while (wait != null && patience.suffices(wait)) {
            sleep(request, wait);
            response = exchange(request, tokens);
            wait = retryAfter(response);
        }
        return response;
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

    private static <T> T read(Request request, HttpResponse<byte[]> response, Reader<T> reader) {
        if (response.statusCode() != request.status()) {
            throw error(request, response);
        }
        try {
            return reader == null ? null : Json.read(response.body(), reader);
        } catch (IOException e) {
            throw unexpected(request, response, "but not what the document describes", e);
        }
    }

    private static CustomaryException error(Request request, HttpResponse<byte[]> response) {
        if (response.statusCode() < 400) {
            return unexpected(request, response, "but not " + request.status(), null);
        }
        String mediaType = header(response, "Content-Type").split(";", 2)[0].strip();
        if (!mediaType.equalsIgnoreCase("application/problem+json")) {
            return unexpected(request, response, "but not a problem", null);
        }
        try {
            Problem problem = Json.read(response.body(), Problem::read);
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
                && Challenges.haveInvalidToken(response.headers().allValues("WWW-Authenticate"));
    }

    /** Null where the server does not ask to come back. Very long is some 31 years. */
    private static Duration retryAfter(HttpResponse<byte[]> response) {
        boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
        String seconds = header(response, "Retry-After");
        if (!busy || !seconds.matches("[0-9]+")) {
            return null;
        }
        String digits = seconds.replaceFirst("^0+", "0");
        return Duration.ofSeconds(digits.length() > 9 ? 999_999_999 : Long.parseLong(digits));
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

    private static ConnectionException interrupted(Object what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ConnectionException(what, "the thread was interrupted", cause);
    }
}
