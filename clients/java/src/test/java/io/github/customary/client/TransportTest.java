package io.github.customary.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.FakeServer.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Waiting, sending again, and what happens when something else than the service answers. */
@Timeout(30)
class TransportTest {
    private static FakeServer busy(int times, int status, String... headers) throws IOException {
        AtomicInteger left = new AtomicInteger(times);
        return new FakeServer(
                request ->
                        left.getAndDecrement() > 0
                                ? Answer.problem(status, headers)
                                : Answer.account());
    }

    @Test
    void aBusyServerIsAskedAgainAfterTheTimeThatItWants() throws Exception {
        for (int status : List.of(429, 503)) {
            try (FakeServer server = busy(1, status, "Retry-After", "1")) {
                long begun = System.nanoTime();
                assertEquals("Acme", account(server).organization().name());
                assertTrue(System.nanoTime() - begun >= 1_000_000_000L);
                assertEquals(2, server.received.size());
            }
        }
    }

    @Test
    void aBusyServerIsAskedAgainAsOftenAsTheClientMay() throws Exception {
        for (int retries : List.of(0, 2, 5)) {
            try (FakeServer server = busy(100, 503, "Retry-After", "0")) {
                Customary client = Customary.builder(server.url()).retries(retries).build();
                ProblemException problem =
                        assertThrows(ProblemException.class, client.accounts()::getAccount);
                assertEquals(503, problem.status());
                assertEquals(Optional.of(Duration.ZERO), problem.retryAfter());
                assertEquals(1 + retries, server.received.size());
            }
        }
    }

    @Test
    void aCallWaitsNoLongerThanItMayAllInAll() throws Exception {
        try (FakeServer server = busy(100, 429, "Retry-After", "3600")) {
            ProblemException problem = assertThrows(ProblemException.class, () -> account(server));
            assertEquals(Optional.of(Duration.ofHours(1)), problem.retryAfter());
            assertEquals(1, server.received.size());
        }
        try (FakeServer server = busy(100, 429, "Retry-After", "9".repeat(25))) {
            ProblemException problem = assertThrows(ProblemException.class, () -> account(server));
            assertTrue(problem.retryAfter().orElseThrow().toDays() > 10_000);
        }
        try (FakeServer server = busy(100, 503, "Retry-After", "1")) {
            Customary client =
                    Customary.builder(server.url())
                            .retries(9)
                            .maxWait(Duration.ofMillis(1500))
                            .build();
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals(2, server.received.size());
        }
    }

    @Test
    void nothingElseIsSentAgain() throws Exception {
        for (int status : List.of(400, 401, 404, 408, 500, 502, 504)) {
            try (FakeServer server = busy(1, status, "Retry-After", "0")) {
                ProblemException problem =
                        assertThrows(ProblemException.class, () -> account(server));
                assertEquals(status, problem.status());
                assertEquals(Optional.empty(), problem.retryAfter());
                assertEquals(1, server.received.size());
            }
        }
        for (String wait :
                List.of("soon", "-1", "+1", "", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT")) {
            try (FakeServer server = busy(1, 503, "Retry-After", wait)) {
                assertThrows(ProblemException.class, () -> account(server));
                assertEquals(1, server.received.size(), wait);
            }
        }
    }

    @Test
    void withoutAnAnswerTheErrorSaysWhatWasTriedAndWhyItFailed() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        fails("http://127.0.0.1:" + nobody, "no connection to http://127.0.0.1:" + nobody);
        fails("http://nowhere.invalid", "the host of http://nowhere.invalid is unknown");
        try (RawServer server = new RawServer("")) {
            fails(server.url(), "HTTP/1.1 header parser received no bytes");
        }
        try (RawServer server = new RawServer("SSH-2.0-OpenSSH\r\n")) {
            fails(server.url(), "Invalid status line: \"SSH-2.0-OpenSSH\"");
        }
        try (RawServer server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")) {
            fails(server.url(), "fixed content-length: 10, bytes received: 3");
        }
        try (RawServer server = new RawServer("")) {
            fails(server.url().replace("http:", "https:"), "Remote host terminated the handshake");
        }
    }

    @Test
    void aServerThatTakesTooLongIsGivenUpAlsoInTheMiddleOfItsAnswer() throws Exception {
        for (String begun : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")) {
            try (RawServer server = new RawServer(begun, true)) {
                Customary client =
                        Customary.builder(server.url()).timeout(Duration.ofMillis(300)).build();
                ConnectionException failed =
                        assertThrows(ConnectionException.class, client.accounts()::getAccount);
                assertEquals("GET /api/1/account/: no answer within 0.3 s", failed.getMessage());
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedGivesUpAndStaysInterrupted() throws Exception {
        try (RawServer silent = new RawServer("", true);
                FakeServer server = busy(1, 503, "Retry-After", "50")) {
            for (String url : List.of(silent.url(), server.url())) {
                Thread caller = Thread.currentThread();
                Thread other =
                        new Thread(
                                () -> {
                                    sleep(300);
                                    caller.interrupt();
                                });
                other.start();
                ConnectionException failed =
                        assertThrows(
                                ConnectionException.class,
                                new Customary(url).accounts()::getAccount);
                assertInstanceOf(InterruptedException.class, failed.getCause());
                assertTrue(Thread.interrupted());
                other.join();
            }
        }
    }

    @Test
    void theAddressMayEndWithASlashAndHaveAPath() throws Exception {
        try (FakeServer server = new FakeServer(request -> Answer.account())) {
            for (String end : List.of("", "/", "//", "/a/b", "/a/b/")) {
                new Customary(server.url() + end).accounts().getAccount();
            }
            assertEquals(
                    List.of(
                            "GET /api/1/account/",
                            "GET /api/1/account/",
                            "GET /api/1/account/",
                            "GET /a/b/api/1/account/",
                            "GET /a/b/api/1/account/"),
                    server.lines());
        }
    }

    @Test
    void whatIsNoAddressOrNoOptionIsRefused() {
        for (String url :
                List.of(
                        "",
                        "localhost:8000",
                        "/api",
                        "ftp://a.example",
                        "http://",
                        "http://me:secret@a.example",
                        "http://me:a secret@a.example",
                        "http://a.example?b",
                        "http://a.example#b")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> new Customary(url), url);
            assertFalse(refused.getMessage().contains("secret"));
        }
        Customary.Builder builder = Customary.builder("http://a.example");
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.retries(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.maxWait(Duration.ofSeconds(-1)));
    }

    private static Account account(FakeServer server) {
        return new Customary(server.url()).accounts().getAccount();
    }

    private static void fails(String url, String reason) {
        ConnectionException failed =
                assertThrows(ConnectionException.class, new Customary(url).accounts()::getAccount);
        assertEquals("GET /api/1/account/: " + reason, failed.getMessage());
        assertInstanceOf(IOException.class, failed.getCause());
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the same bytes to everybody, and then closes the connection or keeps it. */
    private static final class RawServer implements AutoCloseable {
        private final ServerSocket socket =
                new ServerSocket(0, 9, InetAddress.getLoopbackAddress());

        RawServer(String answer) throws IOException {
            this(answer, false);
        }

        RawServer(String answer, boolean stays) throws IOException {
            Thread thread = new Thread(() -> serve(answer, stays));
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        private void serve(String answer, boolean stays) {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    connection.getInputStream().read(new byte[10_000]);
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    if (!stays) {
                        connection.close();
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
