import io.github.customary.client.Account;
import io.github.customary.client.Customary;
import io.github.customary.client.Customer;
import io.github.customary.client.CustomerCreate;
import io.github.customary.client.CustomerPage;
import io.github.customary.client.CustomerSort;
import io.github.customary.client.CustomerUpdate;
import io.github.customary.client.CustomersApi.FetchCustomersQuery;
import io.github.customary.client.FieldError;
import io.github.customary.client.Paging;
import io.github.customary.client.Problem;
import io.github.customary.client.ProblemException;
import io.github.customary.client.Registration;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The steps of clients/SCENARIO.md, each under its number. */
final class Scenario {
    private static final String EMAIL = "ada@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    private final String url = System.getenv("CUSTOMARY_URL");
    private final String busyUrl = System.getenv("CUSTOMARY_BUSY_URL");
    private final Customary client = new Customary(url);
    private final List<Customer> created = new ArrayList<>();
    private Account account;

    public static void main(String[] arguments) throws Exception {
        new Scenario().run();
    }

    private void run() throws Exception {
        register();
        System.out.println("1. Register");
        logIn();
        System.out.println("2. Log in");
        create();
        System.out.println("3. Create 60 customers");
        iterate(Paging.BY_PAGE, 25);
        System.out.println("4. Iterate over all by page");
        iterate(Paging.BY_CURSOR, 7);
        System.out.println("5. Iterate over all by cursor");
        search();
        System.out.println("6. Search");
        update();
        System.out.println("7. Update");
        invalid();
        System.out.println("8. A validation error");
        duplicate();
        System.out.println("9. A duplicate");
        expired();
        System.out.println("10. An expired token");
        busy();
        System.out.println("11. A busy server");
        delete();
        System.out.println("12. Delete");
        logOut();
        System.out.println("13. Log out");
    }

    private void register() {
        account =
                client.accounts()
                        .register(
                                new Registration(EMAIL, PASSWORD)
                                        .name("Ada Brander")
                                        .organization("Brander & Sons Trading")
                                        .country("CH"));
        equal("admin", account.role());
        equal("CH", account.organization().country());
        Instant now = Instant.now();
        List<LocalDate> today = List.of(date(now.minusSeconds(60)), date(now));
        check(today.contains(date(account.createdAt())), account);
    }

    private void logIn() {
        client.login(EMAIL, PASSWORD);
        equal(account.id(), client.accounts().getAccount().id());
        problem(401, () -> client.login(EMAIL, "not " + PASSWORD));
        equal(account.id(), client.accounts().getAccount().id());
    }

    private void create() {
        Set<UUID> ids = new HashSet<>();
        for (int number = 1; number <= 60; number++) {
            CustomerCreate wanted =
                    new CustomerCreate(name(number))
                            .email("customer-%02d@example.com".formatted(number))
                            .company(number % 2 == 1 ? "Acme" : "Zeta");
            if (number == 1) {
                wanted.phone("044 668 18 00");
            }
            Customer customer = client.customers().createCustomer(wanted);
            equal(1L, customer.version());
            check(ids.add(customer.id()), customer);
            created.add(customer);
        }
        equal("+41446681800", created.get(0).phone());
    }

    private void iterate(Paging paging, int pageSize) {
        FetchCustomersQuery query =
                new FetchCustomersQuery().sort(CustomerSort.NAME).pageSize(pageSize);
        List<String> found = new ArrayList<>();
        for (Customer customer : client.iterateCustomers(query, paging)) {
            found.add(customer.name());
        }
        equal(IntStream.rangeClosed(1, 60).mapToObj(Scenario::name).toList(), found);
    }

    private void search() {
        CustomerPage page =
                client.customers().fetchCustomers(new FetchCustomersQuery().q("customer 07"));
        equal(List.of("Customer 07"), page.items().stream().map(Customer::name).toList());
        equal(1L, page.total());
        equal(30, count(new FetchCustomersQuery().company("Zeta")));
    }

    private void update() {
        Customer before = created.get(6);
        Customer after =
                client.customers()
                        .updateCustomer(
                                before.id(),
                                new CustomerUpdate().notes("Prefers e-mail.").company(null));
        equal(2L, after.version());
        equal("Prefers e-mail.", after.notes());
        equal(null, after.company());
        equal("Customer 07", after.name());
        equal("customer-07@example.com", after.email());
        equal(after, client.customers().getCustomer(before.id()));
    }

    private void invalid() {
        Problem problem =
                problem(
                        400,
                        () ->
                                client.customers()
                                        .createCustomer(new CustomerCreate(" ").email("nobody")));
        List<FieldError> errors = problem.errors();
        equal(2, errors.size());
        equal(
                Set.of("/name", "/email"),
                errors.stream().map(FieldError::pointer).collect(Collectors.toSet()));
        equal("invalid_format", errors.get(0).code());
        equal("invalid_format", errors.get(1).code());
        check(!problem.requestId().isEmpty(), problem);
    }

    private void duplicate() {
        CustomerCreate again = new CustomerCreate("Again").email("CUSTOMER-01@example.com");
        Problem problem = problem(409, () -> client.customers().createCustomer(again));
        equal(1, problem.errors().size());
        FieldError error = problem.errors().get(0);
        equal("/email", error.pointer());
        equal("duplicate", error.code());
        equal(created.get(0).id(), error.customerId());
    }

    private void expired() throws Exception {
        String before = client.accessToken().orElseThrow();
        Thread.sleep(3000);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        Callable<Account> call = client.accounts()::getAccount;
        for (Future<Account> found : threads.invokeAll(List.of(call, call, call, call, call))) {
            equal(account.id(), found.get().id());
        }
        threads.shutdown();
        check(!client.accessToken().orElseThrow().equals(before), "the token is the same");
    }

    private void busy() {
        long begun = System.nanoTime();
        Account ben =
                new Customary(busyUrl)
                        .accounts()
                        .register(new Registration("ben@example.com", PASSWORD));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        equal("ben@example.com", ben.email());
        check(took.compareTo(Duration.ofSeconds(1)) >= 0, took);
    }

    private void delete() {
        UUID id = created.get(59).id();
        client.customers().deleteCustomer(id);
        problem(404, () -> client.customers().getCustomer(id));
        equal(59, count(new FetchCustomersQuery()));
    }

    private void logOut() {
        String kept = client.accessToken().orElseThrow();
        client.logout();
        problem(401, client.accounts()::getAccount);
        Customary other = Customary.builder(url).accessToken(kept).build();
        problem(401, other.accounts()::getAccount);
        other.logout();
    }

    private int count(FetchCustomersQuery query) {
        int count = 0;
        for (Customer customer : client.iterateCustomers(query)) {
            check(customer.id() != null, customer);
            count++;
        }
        return count;
    }

    private static String name(int number) {
        return "Customer %02d".formatted(number);
    }

    private static LocalDate date(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static Problem problem(int status, Runnable call) {
        try {
            call.run();
        } catch (ProblemException e) {
            equal(status, e.status());
            equal(status, e.problem().status());
            return e.problem();
        }
        throw new AssertionError("no problem, but one of status " + status + " was expected");
    }

    private static void equal(Object expected, Object found) {
        if (expected == null ? found != null : !expected.equals(found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    private static void check(boolean holds, Object found) {
        if (!holds) {
            throw new AssertionError("found " + found);
        }
    }
}
