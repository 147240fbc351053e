package io.github.customary.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.FakeServer.Answer;
import io.github.customary.client.FakeServer.Received;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What tests of sessions have in common. */
final class Sessions {
    static final String ACCOUNT = "GET /api/1/account/";
    static final String LOGIN = "POST /api/1/login/";
    static final String LOGOUT = "POST /api/1/logout/";
    static final String REFRESH = "POST /api/1/session/refresh/";

    private Sessions() {}

    /** Knows only access-2, and gives it for refresh-1, which it takes once. */
    static Answer expiredOnce(Received request) {
        return switch (request.line()) {
            case LOGIN -> Answer.session("access-1", "refresh-1");
            case REFRESH -> Answer.session("access-2", "refresh-2");
            default ->
                    "Bearer access-2".equals(request.authorization())
                            ? Answer.account()
                            : Answer.expired();
        };
    }

    static FakeServer server(Function<Received, Answer> others, Answer refreshed) throws Exception {
        return new FakeServer(
                request ->
                        switch (request.line()) {
                            case LOGIN -> Answer.session("access-1", "refresh-1");
                            case REFRESH -> refreshed;
                            default -> others.apply(request);
                        });
    }

    static Customary loggedIn(FakeServer server) {
        Customary client = new Customary(server.url());
        client.login("ada@example.com", "a password");
        return client;
    }

    static <T> List<Future<T>> together(int times, Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(call);
        }
        List<Future<T>> done = threads.invokeAll(calls);
        threads.shutdown();
        return done;
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void awaitRenewing(int calls) {
        while (Thread.getAllStackTraces().values().stream().filter(Sessions::isRenewing).count()
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

    static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            // The test is over.
        }
    }
}
