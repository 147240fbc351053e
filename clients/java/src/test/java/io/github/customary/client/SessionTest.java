package io.github.customary.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.FakeServer.Answer;
import io.github.customary.client.FakeServer.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Sessions: tokens, refreshing them and ending them. */
@Timeout(30)
class SessionTest {
    private static final String ACCOUNT = "GET /api/1/account/";
    private static final String LOGIN = "POST /api/1/login/";
    private static final String LOGOUT = "POST /api/1/logout/";
    private static final String REFRESH = "POST /api/1/session/refresh/";

    /** Knows only access-2, and gives it for refresh-1, which it takes once. */
    private static Answer expiredOnce(Received request) {
        return switch (request.line()) {
            case LOGIN -> Answer.session("access-1", "refresh-1");
            case REFRESH -> Answer.session("access-2", "refresh-2");
            default ->
                    "Bearer access-2".equals(request.authorization())
                            ? Answer.account()
                            : Answer.expired();
        };
    }

    private static FakeServer server(Function<Received, Answer> others, Answer refreshed)
            throws Exception {
        return new FakeServer(
                request ->
                        switch (request.line()) {
                            case LOGIN -> Answer.session("access-1", "refresh-1");
                            case REFRESH -> refreshed;
                            default -> others.apply(request);
                        });
    }

    private static Customary loggedIn(FakeServer server) {
        Customary client = new Customary(server.url());
        client.login("ada@example.com", "a password");
        return client;
    }

    private static <T> List<Future<T>> together(int times, Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(call);
        }
        List<Future<T>> done = threads.invokeAll(calls);
        threads.shutdown();
        return done;
    }

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
    void aCallOfOneSessionIsNotSentAgainInAnother() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Function<Received, Answer> answers =
                request -> {
                    asked.countDown();
                    await(other);
                    return Answer.expired();
                };
        try (FakeServer server = server(answers, Answer.session("access-2", "refresh-2"))) {
            Customary client = loggedIn(server);
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<Account> call = threads.submit(client.accounts()::getAccount);
            await(asked);
            client.login("ben@example.com", "a password");
            other.countDown();
            assertThrows(ExecutionException.class, call::get);
            assertEquals(1, server.count(ACCOUNT));
            assertEquals(0, server.count(REFRESH));
            assertEquals(Optional.of("access-1"), client.accessToken());
            threads.shutdown();
        }
    }

    @Test
    void aTokenFromElsewhereIsSentButNotRefreshed() throws Exception {
        try (FakeServer server = new FakeServer(SessionTest::expiredOnce)) {
            Customary client = Customary.builder(server.url()).accessToken("access-0").build();
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals("Bearer access-0", server.received.get(0).authorization());
            assertEquals(1, server.received.size());
            assertEquals(Optional.of("access-0"), client.accessToken());
        }
    }

    @Test
    void aTokenIsSentOnlyWhereTheDocumentWantsOne() throws Exception {
        try (FakeServer server = new FakeServer(SessionTest::expiredOnce)) {
            Customary client = loggedIn(server);
            client.accounts().getAccount();
            client.login("ada@example.com", "a password");
            for (Received request : server.received) {
                if (!request.line().equals(ACCOUNT)) {
                    assertNull(request.authorization(), request.line());
                }
            }
        }
    }

    @Test
    void loggingOutForgetsTheTokensUnlessItFails() throws Exception {
        for (int status : List.of(204, 401, 500)) {
            Answer answer = status == 204 ? new Answer(204, "") : Answer.problem(status);
            try (FakeServer server =
                    server(request -> answer, Answer.session("access-2", "refresh-2"))) {
                Customary client = loggedIn(server);
                if (status == 500) {
                    assertThrows(ProblemException.class, client::logout);
                    assertEquals(Optional.of("access-1"), client.accessToken());
                } else {
                    client.logout();
                    assertEquals(Optional.empty(), client.accessToken());
                    client.logout();
                    assertEquals(1, server.count(LOGOUT), "without a session nothing is sent");
                }
            }
        }
    }

    @Test
    void loggingOutLeavesASessionAloneThatBeganMeanwhile() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Function<Received, Answer> answers =
                request -> {
                    asked.countDown();
                    await(other);
                    return new Answer(204, "");
                };
        try (FakeServer server = server(answers, Answer.session("access-2", "refresh-2"))) {
            Customary client = loggedIn(server);
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<?> ended = threads.submit(client::logout);
            await(asked);
            client.login("ben@example.com", "a password");
            other.countDown();
            ended.get();
            assertEquals(Optional.of("access-1"), client.accessToken());
            threads.shutdown();
        }
    }

    @Test
    void tokensAndPasswordsShowNowhere() throws Exception {
        String broken = "{\"access_token\": \"secret-token\", \"token_type\": 1";
        try (FakeServer server =
                new FakeServer(
                        request ->
                                request.body().contains("broken")
                                        ? Answer.json(200, broken)
                                        : Answer.session("secret-token", "secret-refresh"))) {
            Customary client = new Customary(server.url());
            client.login("ada@example.com", "secret-password");
            CustomaryException failed =
                    assertThrows(
                            CustomaryException.class,
                            () -> client.login("broken@example.com", "secret-password"));
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Customary.builder(server.url()).accessToken("secret \n").build());
            for (Object shown :
                    List.of(
                            client,
                            client.accounts(),
                            failed,
                            failed.getCause(),
                            refused,
                            new Credentials("ada@example.com", "secret-password"),
                            new Registration("ada@example.com", "secret-password"),
                            new PasswordChange("secret-password", "secret-too"))) {
                assertFalse(shown.toString().contains("secret"), shown.toString());
            }
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitRenewing(int calls) {
        while (Thread.getAllStackTraces().values().stream().filter(SessionTest::isRenewing).count()
                < calls) {
            sleep(5);
        }
    }

    private static boolean isRenewing(StackTraceElement[] stack) {
        return List.of(stack).stream()
                .anyMatch(
                        frame ->
                                frame.getClassName().endsWith(".CurrentSession")
                                        && frame.getMethodName().equals("renew"));
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            // The test is over.
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
