package io.github.customary.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.CustomersApi.FetchCustomersQuery;
import io.github.customary.client.FakeServer.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What is taken for an answer of the service, and what is not. */
@Timeout(30)
class AnswerTest {
    @Test
    void anAnswerThatIsNoProblemAndNotTheDocumentedOneIsUnexpected() throws Exception {
        String html = "<html>Bad gateway</html>";
        for (Answer answer :
                List.of(
                        new Answer(502, html, "Content-Type", "text/html"),
                        new Answer(502, html),
                        new Answer(404, html, "Content-Type", "application/problem+json"),
                        Answer.json(400, "{\"type\": \"about:blank\"}"),
                        new Answer(400, "{}", "Content-Type", "application/problem+json"),
                        new Answer(302, html, "Location", "/elsewhere"),
                        new Answer(200, html, "Content-Type", "text/html"),
                        Answer.json(200, "null"),
                        Answer.json(200, "[]"),
                        Answer.json(200, "{}"),
                        Answer.json(200, Answer.account().body() + "x"),
                        Answer.json(200, Answer.account().body().replace("0198c2f0-", "")),
                        Answer.json(200, Answer.account().body().replace("T09", " 09")),
                        Answer.json(200, Answer.account().body().replace("\"admin\"", "null")),
                        Answer.json(200, Answer.account().body().replace("\"admin\"", "5")),
                        Answer.json(200, Answer.account().body().replace("\"admin\"", "true")),
                        Answer.json(200, Answer.account().body().replace("0-1a2b", "01a2b-")),
                        Answer.json(
                                200, Answer.account().body().replace(", \"country\": null", "")),
                        Answer.json(200, Answer.account().body().replace("125Z\"", "125\"")),
                        Answer.json(200, Answer.account().body().replace("125Z", "125+01:00:30")),
                        Answer.json(200, Answer.account().body().replace("03-02T", "02-30T")),
                        Answer.json(201, Answer.account().body()),
                        Answer.problem(200),
                        Answer.problem(302),
                        new Answer(
                                409,
                                Answer.problem(409).body().replace("\"an-id\"", "null"),
                                "Content-Type",
                                "application/problem+json"),
                        new Answer(204, ""))) {
            try (FakeServer server = new FakeServer(request -> answer)) {
                UnexpectedResponseException failed =
                        assertThrows(
                                UnexpectedResponseException.class,
                                () -> account(server),
                                answer.toString());
                assertEquals(answer.status(), failed.status());
                assertEquals(answer.body(), failed.body());
                assertTrue(
                        failed.getMessage().startsWith("GET /api/1/account/: " + answer.status()));
                assertEquals(1, server.received.size());
            }
        }
    }

    @Test
    void aDeletionThatSomethingElseAnswersHasNotSucceeded() throws Exception {
        try (FakeServer server = new FakeServer(request -> new Answer(200, "<html>"))) {
            CustomersApi customers = new Customary(server.url()).customers();
            assertThrows(
                    UnexpectedResponseException.class,
                    () -> customers.deleteCustomer(UUID.randomUUID()));
        }
    }

    @Test
    void aNumberThatIsMissingIsNotZeroAndMessagesDoNotHaveTheQuery() throws Exception {
        Answer page = Answer.json(200, "{\"items\": [], \"next_cursor\": null}");
        try (FakeServer server = new FakeServer(request -> page)) {
            CustomersApi customers = new Customary(server.url()).customers();
            UnexpectedResponseException failed =
                    assertThrows(
                            UnexpectedResponseException.class,
                            () -> customers.fetchCustomers(new FetchCustomersQuery().q("Ada")));
            assertEquals(
                    "GET /api/1/customer/fetch/: 200, but not what the document describes",
                    failed.getMessage());
            assertEquals("page_size: missing", failed.getCause().getMessage());
        }
    }

    @Test
    void ofALargeBodyOnlyTheBeginningIsKept() throws Exception {
        try (FakeServer server = new FakeServer(request -> new Answer(502, "x".repeat(100_000)))) {
            UnexpectedResponseException failed =
                    assertThrows(UnexpectedResponseException.class, () -> account(server));
            assertEquals(1000, failed.body().length());
        }
    }

    @Test
    void aPageIsReadToTheLetter() throws Exception {
        for (String wrong :
                List.of(
                        "{'items': null, 'page_size': 2, 'next_cursor': null}",
                        "{'items': [null], 'page_size': 2, 'next_cursor': null}",
                        "{'items': [], 'page_size': null, 'next_cursor': null}",
                        "{'items': [], 'page_size': '2', 'next_cursor': null}",
                        "{'items': [], 'page_size': 2.5, 'next_cursor': null}",
                        "{'items': [], 'page_size': 3000000000, 'next_cursor': null}",
                        "{'items': [], 'page_size': 2}",
                        "{'items': [], 'page_size': 2, 'next_cursor': 5}",
                        "{'items': [], 'page_size': 2, 'next_cursor': null, 'page': null}",
                        "{'items': [], 'page_size': 2, 'next_cursor': null, 'total': '1'}")) {
            byte[] json = wrong.replace("'", "\"").getBytes(StandardCharsets.UTF_8);
            assertThrows(IOException.class, () -> Json.read(json, CustomerPage::read), wrong);
        }
    }

    @Test
    void onlyUtf8IsRead() throws Exception {
        String account = Answer.account().body().replace("Acme", "Ä");
        byte[] good = account.getBytes(StandardCharsets.UTF_8);
        assertEquals("Ä", Json.read(good, Account::read).organization().name());
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16BE)) {
            byte[] json = account.getBytes(charset);
            assertThrows(IOException.class, () -> Json.read(json, Account::read));
        }
    }

    @Test
    void theMediaTypeOfASuccessDoesNotMatter() throws Exception {
        Answer plain = new Answer(200, Answer.account().body(), "Content-Type", "text/plain");
        try (FakeServer server = new FakeServer(request -> plain)) {
            assertEquals("Acme", account(server).organization().name());
        }
    }

    private static Account account(FakeServer server) {
        return new Customary(server.url()).accounts().getAccount();
    }
}
