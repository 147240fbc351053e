package io.github.customary.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers what a test wants, and keeps what it was sent. */
final class FakeServer implements AutoCloseable {
    record Received(String line, String authorization, String mediaType, String body) {}

    record Answer(int status, String body, String... headers) {
        static Answer json(int status, String body, String... headers) {
            return new Answer(status, body, with(headers, "Content-Type", "application/json"));
        }

        static Answer problem(int status, String... headers) {
            String body =
                    """
{"type": "/problems/test/", "title": "Test", "status": %d, "detail": "A detail.",
 "request_id": "an-id"}\
"""
                            .formatted(status);
            return new Answer(
                    status, body, with(headers, "Content-Type", "application/problem+json"));
        }

        static Answer expired() {
            return problem(401, "WWW-Authenticate", "Bearer realm=\"x\", error=\"invalid_token\"");
        }

        static Answer session(String access, String refresh) {
            return json(
                    200,
                    """
{"access_token": "%s", "token_type": "Bearer", "expires_in": 900, "refresh_token": "%s"}\
"""
                            .formatted(access, refresh));
        }

        static Answer account() {
            return json(
                    200,
                    """
{"id": "0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f", "email": "ada@example.com", "name": null,
 "role": "admin", "organization": {"id": "0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f",
 "name": "Acme", "country": null}, "created_at": "2026-03-02T09:30:00.125Z"}\
""");
        }

        private static String[] with(String[] headers, String name, String value) {
            String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
            all[headers.length] = name;
            all[headers.length + 1] = value;
            return all;
        }
    }

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeServer(Function<Received, Answer> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> lines() {
        return received.stream().map(Received::line).toList();
    }

    long count(String line) {
        return lines().stream().filter(line::equals).count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange, Function<Received, Answer> answers) {
        try (exchange) {
            Received request =
                    new Received(
                            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            received.add(request);
            Answer answer = answers.apply(request);
            for (int i = 0; i < answer.headers().length; i += 2) {
                exchange.getResponseHeaders().add(answer.headers()[i], answer.headers()[i + 1]);
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
