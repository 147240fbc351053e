package io.github.customary.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.customary.client.CustomersApi.FetchCustomersQuery;
import io.github.customary.client.FakeServer.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What is sent and what is read, and going through pages. */
@Timeout(30)
class ValuesTest {
    private static final UUID ID = UUID.fromString("0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40");

    private static String customer(String name) {
        return """
        {"id": "%s", "name": "%s", "email": null, "phone": null, "company": null, "address": null,
         "city": null, "region": null, "postal_code": null, "country": null, "notes": null,
         "version": 9007199254740991, "created_at": "2026-03-02T09:31:00.000Z",
         "updated_at": "2026-03-02T09:31:00.125Z"}\
        """
                .formatted(ID, name);
    }

    private static Answer page(String next, String... names) {
        List<String> items = List.of(names).stream().map(ValuesTest::customer).toList();
        return Answer.json(
                200,
                "{\"items\": %s, \"page_size\": 2, \"next_cursor\": %s}".formatted(items, next));
    }

    @Test
    void anUpdateSendsWhatIsSetAndWhatIsNullAndLeavesOutTheRest() throws Exception {
        try (FakeServer server = new FakeServer(request -> Answer.json(200, customer("A")))) {
            CustomersApi customers = new Customary(server.url()).customers();
            customers.updateCustomer(ID, new CustomerUpdate().notes("é\n\"").company(null));
            customers.updateCustomer(ID, new CustomerUpdate());
            assertEquals(
                    "{\"notes\":\"é\\n\\\"\",\"company\":null}", server.received.get(0).body());
            assertEquals("{}", server.received.get(1).body());
            assertEquals("application/merge-patch+json", server.received.get(0).mediaType());
            assertEquals("PATCH /api/1/customer/" + ID + "/", server.lines().get(0));
        }
        assertThrows(NullPointerException.class, () -> new CustomerUpdate().name(null));
        assertEquals(new CustomerUpdate().city(null), new CustomerUpdate().city(null));
        assertFalse(new CustomerUpdate().city(null).equals(new CustomerUpdate()));
    }

    @Test
    void bodiesHaveWhatTheyNeedAndQueriesAreEncoded() throws Exception {
        try (FakeServer server =
                new FakeServer(
                        request ->
                                request.line().startsWith("GET")
                                        ? page("null")
                                        : Answer.json(201, customer("A")))) {
            CustomersApi customers = new Customary(server.url()).customers();
            customers.createCustomer(new CustomerCreate("A").postalCode("8001"));
            customers.fetchCustomers(
                    new FetchCustomersQuery().q("é & =+%").phone("+41446681800").city(null));
            customers.fetchCustomers(new FetchCustomersQuery());
            assertEquals(
                    "{\"name\":\"A\",\"postal_code\":\"8001\"}", server.received.get(0).body());
            assertEquals("application/json", server.received.get(0).mediaType());
            assertEquals(
                    "GET /api/1/customer/fetch/?q=%C3%A9+%26+%3D%2B%25&phone=%2B41446681800",
                    server.lines().get(1));
            assertEquals("GET /api/1/customer/fetch/", server.lines().get(2));
        }
    }

    @Test
    void membersRolesCodesStatusesAndValuesThatNobodyKnowsDoNoHarm() throws Exception {
        String account =
                Answer.account()
                        .body()
                        .replace("\"admin\"", "\"auditor\", \"since\": {\"year\": [2027]}");
        String problem =
                """
{"type": "/problems/teapot/", "title": "T", "status": 418, "detail": "D", "request_id": "r",
 "advice": null, "errors": [{"code": "too_hot", "detail": "D", "header": "Accept"}]}\
""";
        try (FakeServer server =
                new FakeServer(
                        request ->
                                request.line().contains("fetch")
                                        ? new Answer(
                                                418,
                                                problem,
                                                "Content-Type",
                                                "Application/Problem+JSON; charset=utf-8")
                                        : Answer.json(200, account))) {
            Customary client = new Customary(server.url());
            Account read = client.accounts().getAccount();
            assertEquals("auditor", read.role());
            assertEquals(Instant.parse("2026-03-02T09:30:00.125Z"), read.createdAt());
            assertNull(read.name());
            ProblemException failed =
                    assertThrows(
                            ProblemException.class,
                            () ->
                                    client.customers()
                                            .fetchCustomers(
                                                    new FetchCustomersQuery()
                                                            .sort(new CustomerSort("city"))));
            assertEquals(418, failed.status());
            FieldError error = failed.problem().errors().get(0);
            assertEquals("too_hot", error.code());
            assertNull(error.pointer());
            assertEquals("GET /api/1/customer/fetch/?sort=city", server.lines().get(1));
        }
        assertEquals(CustomerSort.NAME, new CustomerSort("name"));
    }

    @Test
    void aPageIsFetchedWhenItsFirstCustomerIsAskedFor() throws Exception {
        try (FakeServer server =
                new FakeServer(
                        request ->
                                request.line().contains("cursor=b")
                                        ? page("null", "C")
                                        : page("\"b\"", "A", "B"))) {
            Customary client = new Customary(server.url());
            FetchCustomersQuery query = new FetchCustomersQuery().company("Acme").page(3);
            Iterable<Customer> customers = client.iterateCustomers(query);
            query.company("another");
            Iterator<Customer> iterator = customers.iterator();
            assertEquals(0, server.received.size());
            assertEquals("A", iterator.next().name());
            assertEquals("B", iterator.next().name());
            assertEquals(1, server.received.size());
            assertEquals("C", iterator.next().name());
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
            assertEquals(
                    List.of(
                            "GET /api/1/customer/fetch/?company=Acme&page=3&total=none",
                            "GET /api/1/customer/fetch/?company=Acme&total=none&cursor=b"),
                    server.lines());
            assertTrue(customers.iterator().hasNext());
            assertEquals(3, server.received.size());
        }
    }

    @Test
    void aPageThatFailsEndsTheIteration() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakeServer server =
                new FakeServer(
                        request ->
                                asked.incrementAndGet() == 2
                                        ? new Answer(502, "<html>")
                                        : page("\"b\"", "A"))) {
            Iterator<Customer> iterator =
                    new Customary(server.url())
                            .iterateCustomers(new FetchCustomersQuery())
                            .iterator();
            assertEquals("A", iterator.next().name());
            assertThrows(UnexpectedResponseException.class, iterator::next);
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
            assertEquals(2, server.received.size());
        }
    }

    @Test
    void pagesMayBeNumbered() throws Exception {
        try (FakeServer server =
                new FakeServer(
                        request ->
                                request.line().contains("page=3")
                                        ? page("null")
                                        : page("\"b\"", "A", "B"))) {
            Customary client = new Customary(server.url());
            int count = 0;
            for (Customer customer :
                    client.iterateCustomers(new FetchCustomersQuery(), Paging.BY_PAGE)) {
                assertEquals(9007199254740991L, customer.version());
                count++;
            }
            assertEquals(4, count);
            assertEquals(
                    List.of(
                            "GET /api/1/customer/fetch/?total=none",
                            "GET /api/1/customer/fetch/?total=none&page=2",
                            "GET /api/1/customer/fetch/?total=none&page=3"),
                    server.lines());
        }
    }

    @Test
    void theReadmeShowsTheExampleToTheLetter() throws Exception {
        String example = Files.readString(Path.of("example/src/main/java/Example.java"));
        assertTrue(Files.readString(Path.of("README.md")).contains("```java\n" + example + "```"));
    }
}
