package io.github.customary.client;

import static io.github.customary.client.Sessions.ACCOUNT;
import static io.github.customary.client.Sessions.LOGOUT;
import static io.github.customary.client.Sessions.REFRESH;
import static io.github.customary.client.Sessions.await;
import static io.github.customary.client.Sessions.loggedIn;
import static io.github.customary.client.Sessions.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.customary.client.FakeServer.Answer;
import io.github.customary.client.FakeServer.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Sessions: their tokens, and ending them. */
@Timeout(30)
class SessionTest {
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
        try (FakeServer server = new FakeServer(Sessions::expiredOnce)) {
            Customary client = Customary.builder(server.url()).accessToken("access-0").build();
            assertThrows(ProblemException.class, client.accounts()::getAccount);
            assertEquals("Bearer access-0", server.received.get(0).authorization());
            assertEquals(1, server.received.size());
            assertEquals(Optional.of("access-0"), client.accessToken());
        }
    }

    @Test
    void aTokenIsSentOnlyWhereTheDocumentWantsOne() throws Exception {
        try (FakeServer server = new FakeServer(Sessions::expiredOnce)) {
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
                            new Session("secret-token", "Bearer", 900, "secret-refresh"),
                            new SessionRefresh("secret-refresh"),
                            new Credentials("ada@example.com", "secret-password"),
                            new Registration("ada@example.com", "secret-password"),
                            new PasswordChange("secret-password", "secret-too"))) {
                assertFalse(shown.toString().contains("secret"), shown.toString());
            }
        }
    }
}
