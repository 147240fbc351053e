package io.github.customary.client;

import static io.github.customary.client.Sessions.ACCOUNT;
import static io.github.customary.client.Sessions.LOGIN;
import static io.github.customary.client.Sessions.REFRESH;
import static io.github.customary.client.Sessions.await;
import static io.github.customary.client.Sessions.awaitRenewing;
import static io.github.customary.client.Sessions.expiredOnce;
import static io.github.customary.client.Sessions.loggedIn;
import static io.github.customary.client.Sessions.server;
import static io.github.customary.client.Sessions.sleep;
import static io.github.customary.client.Sessions.together;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.FakeServer.Answer;
import io.github.customary.client.FakeServer.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** Refreshing a session: when, how often, and what happens when it fails. */
@Timeout(30)
class RefreshTest {
    @Test
    void callsThatFindTheTokenExpiredWaitForOneRefreshAndAreSentAgain() throws Exception {
        CyclicBarrier all = new CyclicBarrier(8);
        Function<Received, Answer> answers =
                request -> {
                    Answer answer = expiredOnce(request);
                    if (answer.status() == 401) {
                        await(all);
                    }
                    return answer;
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            for (Future<Account> call : together(8, client.accounts()::getAccount)) {
                assertEquals("ada@example.com", call.get().email());
            }
            assertEquals(1, server.count(REFRESH));
            assertEquals(16, server.count(ACCOUNT));
            assertEquals(Optional.of("access-2"), client.accessToken());
            assertEquals(
                    "{\"refresh_token\":\"refresh-1\"}",
                    server.received.stream()
                            .filter(request -> request.line().equals(REFRESH))
                            .findFirst()
                            .orElseThrow()
                            .body());
        }
    }

    @Test
    void aCallThatHearsLateThatItsTokenHasExpiredCausesNoOtherRefresh() throws Exception {
        CountDownLatch refreshed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Function<Received, Answer> answers =
                request -> {
                    if (request.line().equals(ACCOUNT) && calls.getAndIncrement() == 0) {
                        await(refreshed);
                    }
                    return expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<Account> late = threads.submit(client.accounts()::getAccount);
            while (server.count(ACCOUNT) < 1) {
                sleep(5);
            }
            client.accounts().getAccount();
            refreshed.countDown();
            assertEquals("ada@example.com", late.get().email());
            assertEquals(1, server.count(REFRESH));
            threads.shutdown();
        }
    }

    @Test
    void aCallThatBeginsDuringARefreshIsNotSentWithoutAToken() throws Exception {
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch another = new CountDownLatch(1);
        Function<Received, Answer> answers =
                request -> {
                    if (request.line().equals(REFRESH)) {
                        refreshing.countDown();
                        await(another);
                    }
                    return expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<Account> first = threads.submit(client.accounts()::getAccount);
            await(refreshing);
            Future<Account> second = threads.submit(client.accounts()::getAccount);
            while (server.count(ACCOUNT) < 2) {
                Thread.sleep(5);
            }
            another.countDown();
            assertEquals("ada@example.com", first.get().email());
            assertEquals("ada@example.com", second.get().email());
            assertEquals(1, server.count(REFRESH));
            threads.shutdown();
        }
    }

    @Test
    void aRefreshThatIsRefusedEndsTheSessionAndEachCallGetsItsOwn401() throws Exception {
        CyclicBarrier all = new CyclicBarrier(5);
        Function<Received, Answer> answers =
                request -> {
                    if (request.authorization() == null) {
                        return Answer.problem(401);
                    }
                    await(all);
                    return Answer.expired();
                };
        try (FakeServer server = server(answers, Answer.problem(401))) {
            Customary client = loggedIn(server);
            for (Future<Account> call : together(5, client.accounts()::getAccount)) {
                ExecutionException failed = assertThrows(ExecutionException.class, call::get);
                ProblemException problem =
                        assertInstanceOf(ProblemException.class, failed.getCause());
                assertEquals(401, problem.status());
                assertTrue(problem.getMessage().startsWith(ACCOUNT), problem.getMessage());
            }
            assertEquals(1, server.count(REFRESH));
            assertEquals(Optional.empty(), client.accessToken());
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals(1, server.count(REFRESH));
            assertThrows(IllegalStateException.class, client::refresh);
        }
    }

    @Test
    void aRefreshThatFailsOtherwiseKeepsTheTokensAndEachCallGetsThatError() throws Exception {
        for (Answer failed :
                List.of(
                        Answer.problem(408),
                        Answer.problem(429, "Retry-After", "3600"),
                        Answer.problem(500),
                        Answer.problem(503),
                        new Answer(401, "<html>"),
                        new Answer(502, "<html>"),
                        Answer.json(200, "{}"))) {
            CyclicBarrier all = new CyclicBarrier(5);
            AtomicReference<Answer> refresh = new AtomicReference<>(failed);
            Function<Received, Answer> answers =
                    request -> {
                        if (request.line().equals(REFRESH)) {
                            awaitRenewing(refresh.get() == failed ? 5 : 1);
                            return refresh.get();
                        }
                        Answer answer = expiredOnce(request);
                        if (answer.status() == 401 && refresh.get() == failed) {
                            await(all);
                        }
                        return answer;
                    };
            try (FakeServer server = new FakeServer(answers)) {
                Customary client = loggedIn(server);
                for (Future<Account> call : together(5, client.accounts()::getAccount)) {
                    Throwable error = assertThrows(ExecutionException.class, call::get).getCause();
                    assertTrue(error.getMessage().startsWith(REFRESH), error.getMessage());
                    assertEquals(5, error.getSuppressed().length);
                }
                assertEquals(1, server.count(REFRESH), failed.toString());
                assertEquals(Optional.of("access-1"), client.accessToken());
                refresh.set(Answer.session("access-2", "refresh-2"));
                assertEquals("ada@example.com", client.accounts().getAccount().email());
                assertEquals(2, server.count(REFRESH));
            }
        }
    }

    @Test
    void aRefreshWithoutAnAnswerKeepsTheTokens() throws Exception {
        AtomicBoolean silent = new AtomicBoolean(true);
        Function<Received, Answer> answers =
                request -> {
                    if (request.line().equals(REFRESH) && silent.get()) {
                        sleep(5000);
                    }
                    return expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client =
                    Customary.builder(server.url()).timeout(Duration.ofMillis(500)).build();
            client.login("ada@example.com", "a password");
            ConnectionException failed =
                    assertThrows(ConnectionException.class, client.accounts()::getAccount);
            assertEquals(REFRESH + ": no answer within 0.5 s", failed.getMessage());
            silent.set(false);
            client.accounts().getAccount();
        }
    }

    @Test
    void aRefreshWaitsForABusyServerWithThePatienceOfTheCalls() throws Exception {
        AtomicInteger busy = new AtomicInteger(1);
        Function<Received, Answer> answers =
                request -> {
                    boolean refuses =
                            request.line().equals(REFRESH) && busy.getAndDecrement() > 0
                                    || "Bearer access-2".equals(request.authorization());
                    return refuses ? Answer.problem(503, "Retry-After", "1") : expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client =
                    Customary.builder(server.url()).maxWait(Duration.ofMillis(1500)).build();
            client.login("ada@example.com", "a password");
            ProblemException failed =
                    assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals(503, failed.status());
            assertEquals(2, server.count(REFRESH));
            assertEquals(2, server.count(ACCOUNT), "what is left of its patience is too short");
            assertEquals(Optional.of("access-2"), client.accessToken());
        }
    }

    @Test
    void aCallThatIsInterruptedDoesNotTakeTheRefreshFromOthers() throws Exception {
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Function<Received, Answer> answers =
                request -> {
                    if (request.line().equals(REFRESH)) {
                        refreshing.countDown();
                        await(interrupted);
                    }
                    return expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<Account> first = threads.submit(client.accounts()::getAccount);
            await(refreshing);
            Future<Account> second = threads.submit(client.accounts()::getAccount);
            while (server.count(ACCOUNT) < 2) {
                sleep(5);
            }
            first.cancel(true);
            interrupted.countDown();
            assertEquals("ada@example.com", second.get().email());
            assertEquals(1, server.count(REFRESH));
            threads.shutdown();
        }
    }

    @Test
    void aMalformedTokenIsNotShown() throws Exception {
        try (FakeServer server =
                server(request -> Answer.expired(), Answer.session("not a token", "refresh-2"))) {
            Customary client = loggedIn(server);
            RuntimeException failed =
                    assertThrows(RuntimeException.class, client.accounts()::getAccount);
            assertFalse(failed.toString().contains("not a token"), failed.toString());
        }
    }

    @Test
    void aTokenThatIsRefusedAfterARefreshTooIsNotRefreshedAgain() throws Exception {
        try (FakeServer server =
                server(request -> Answer.expired(), Answer.session("access-2", "refresh-2"))) {
            Customary client = loggedIn(server);
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals(1, server.count(REFRESH));
            assertEquals(Optional.of("access-2"), client.accessToken());
        }
    }

    @Test
    void a401ThatIsNotAboutTheTokenIsNoReasonToRefresh() throws Exception {
        try (FakeServer server =
                server(
                        request -> Answer.problem(401, "WWW-Authenticate", "Bearer realm=\"x\""),
                        Answer.session("access-2", "refresh-2"))) {
            Customary client = loggedIn(server);
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals(0, server.count(REFRESH));
        }
    }

    @Test
    void anInvalidTokenIsFoundInAnyChallengeWhateverTheBodyIs() throws Exception {
        for (List<String> challenges :
                List.of(
                        List.of("Bearer realm=\"c\", error=\"invalid_token\""),
                        List.of("Bearer error=invalid_token"),
                        List.of(
                                "bearer realm=\"a \\\" b\", Error = \"invalid_token\","
                                        + " scope=\"x\""),
                        List.of("Basic realm=\"p\"", "Bearer error=\"invalid_token\""),
                        List.of(
                                "Negotiate a/b==, Basic realm=\"p, q\", Bearer"
                                        + " error=\"invalid_token\""))) {
            assertEquals(1, refreshes(challenges), challenges.toString());
        }
        for (List<String> challenges :
                List.of(
                        List.of("Bearer"),
                        List.of("Bearer error=\"insufficient_scope\""),
                        List.of("Bearer realm=\"error=invalid_token\""),
                        List.of("Bearer realm=\"a \\\", error=\\\"invalid_token\""),
                        List.of("Bearer realm=\"c\", Digest error=\"invalid_token\""),
                        List.of("Bearer realm=\"c\"", "Digest error=\"invalid_token\""),
                        List.of("Bearer error_description=\"invalid_token\""))) {
            assertEquals(0, refreshes(challenges), challenges.toString());
        }
    }

    private static long refreshes(List<String> challenges) throws Exception {
        String[] headers =
                challenges.stream()
                        .flatMap(challenge -> Stream.of("WWW-Authenticate", challenge))
                        .toArray(String[]::new);
        Function<Received, Answer> answers =
                request ->
                        "Bearer access-1".equals(request.authorization())
                                ? new Answer(401, "<html>", headers)
                                : expiredOnce(request);
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            try {
                client.accounts().getAccount();
            } catch (UnexpectedResponseException e) {
                assertEquals(401, e.status());
            }
            return server.count(REFRESH);
        }
    }

    @Test
    void triesBeforeARefreshOfItAndAfterItShareOneCount() throws Exception {
        assertEquals(List.of(2L, 2L, 1L), tries(1, 1, 0));
        assertEquals(List.of(2L, 2L, 0L), tries(1, 2, 0));
        assertEquals(List.of(3L, 1L, 0L), tries(2, 1, 0));
        assertEquals(List.of(1L, 3L, 1L), tries(0, 2, 1));
        assertEquals(List.of(2L, 1L, 2L), tries(1, 0, 2));
    }

    /** How often each was sent that was answered as often with 503 first. */
    private static List<Long> tries(int before, int refresh, int after) throws Exception {
        AtomicInteger[] left = {
            new AtomicInteger(before), new AtomicInteger(refresh), new AtomicInteger(after)
        };
        Function<Received, Answer> answers =
                request -> {
                    if (request.line().equals(LOGIN)) {
                        return expiredOnce(request);
                    }
                    int step =
                            request.line().equals(REFRESH)
                                    ? 1
                                    : request.authorization().equals("Bearer access-1") ? 0 : 2;
                    return left[step].getAndDecrement() > 0
                            ? Answer.problem(503, "Retry-After", "0")
                            : expiredOnce(request);
                };
        try (FakeServer server = new FakeServer(answers)) {
            Customary client = loggedIn(server);
            boolean succeeds = before + refresh + after <= 2;
            try {
                client.accounts().getAccount();
                assertTrue(succeeds);
            } catch (ProblemException e) {
                assertEquals(503, e.status());
                assertFalse(succeeds);
            }
            long renewed =
                    server.received.stream()
                            .filter(request -> "Bearer access-2".equals(request.authorization()))
                            .count();
            return List.of(server.count(ACCOUNT) - renewed, server.count(REFRESH), renewed);
        }
    }
}
