package io.github.customary.client;

import io.github.customary.client.CurrentSession.Tokens;
import io.github.customary.client.CustomersApi.FetchCustomersQuery;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A client for one server, and the session of one account with it.
 *
 * <p>Any number of threads may use it at once. All calls block until the answer is there. They
 * throw a {@link CustomaryException}: a {@link ProblemException} when the server refuses, an {@link
 * UnexpectedResponseException} when the answer is not the server's, and a {@link
 * ConnectionException} when there is none.
 *
 * <p>An answer of 429 or 503 says when to come back, and that nothing was changed. The client waits
 * as long and sends the request again, within the limits of its {@link Builder}. It sends nothing
 * again after any other error. {@code java.net.http} does where a connection that was kept open
 * turns out to be closed: a GET.
 */
public final class Customary {
    private final String url;
    private final Transport transport;
    private final AccountsApi accounts;
    private final SessionsApi sessions;
    private final CustomersApi customers;
    private final HealthApi health;

    /**
     * A client with the usual options.
     *
     * @param url where the server is, such as {@code https://customary.example}
     */
    public Customary(String url) {
        this(new Builder(url));
    }

    private Customary(Builder options) {
        url = options.url;
        transport = new Transport(url, options.timeout, options.retries, options.maxWait);
        if (options.accessToken != null) {
            transport.session().begin(options.accessToken);
        }
        accounts = new AccountsApi(transport);
        sessions = new SessionsApi(transport);
        customers = new CustomersApi(transport);
        health = new HealthApi(transport);
    }

    /**
     * For a client with other options.
     *
     * @param url where the server is, such as {@code https://customary.example}
     * @return the options, to be set, and to build the client with
     */
    public static Builder builder(String url) {
        return new Builder(url);
    }

    /**
     * Registering, the caller's own account and its password.
     *
     * @return these operations
     */
    public AccountsApi accounts() {
        return accounts;
    }

    /**
     * The operations of sessions as the server has them. {@link #login}, {@link #refresh} and
     * {@link #logout} of the client keep the tokens; these do not.
     *
     * @return these operations
     */
    public SessionsApi sessions() {
        return sessions;
    }

    /**
     * The customers of the caller's organization.
     *
     * @return these operations
     */
    public CustomersApi customers() {
        return customers;
    }

    /**
     * Whether the server is well.
     *
     * @return these operations
     */
    public HealthApi health() {
        return health;
    }

    /**
     * Begins a session, in the place of the one that there was. From then on each request has its
     * token, and when the server refuses that as expired, the session is refreshed and the request
     * sent again. When it fails, everything stays as it was.
     *
     * @param email the account's e-mail address
     * @param password its password
     */
    public void login(String email, String password) {
        transport.session().begin(sessions.login(new Credentials(email, password)));
    }

    /**
     * Gets new tokens for the session. There is no need to call this: it happens by itself when the
     * access token has expired. When the server refuses, the session has ended; when this fails
     * otherwise, the tokens are kept, and it can be tried again.
     *
     * @throws IllegalStateException when there is no session to refresh
     */
    public void refresh() {
        if (!transport.refresh()) {
            throw new IllegalStateException("there is no session to refresh");
        }
    }

    /**
     * Ends the session and forgets its tokens, but not those of a session that begins meanwhile.
     * When this fails, they are kept, so that it can be tried again. It is no error when the
     * session has ended already, or when there is none.
     */
    public void logout() {
        Tokens tokens = transport.session().tokens();
        if (tokens == null) {
            return;
        }
        try {
            new SessionsApi(transport.in(tokens)).logout();
        } catch (ProblemException e) {
            if (e.status() != 401) {
                throw e;
            }
        }
        transport.session().end(tokens);
    }

    /**
     * The access token that is sent at present. It is a secret.
     *
     * @return the token, or nothing without a session
     */
    public Optional<String> accessToken() {
        return Optional.ofNullable(transport.session().tokens()).map(Tokens::access);
    }

    /**
     * All customers that a query finds, page by page, by cursor.
     *
     * @param query what to find, in which order, and how many to fetch at once
     * @return the customers, fetched anew for each iterator; its methods throw as calls do, and
     *     after that there are no more
     */
    public Iterable<Customer> iterateCustomers(FetchCustomersQuery query) {
        return iterateCustomers(query, Paging.BY_CURSOR);
    }

    /**
     * All customers that a query finds, page by page.
     *
     * @param query what to find, in which order, how many to fetch at once, and where to begin
     * @param paging how to go from page to page
     * @return the customers, fetched anew for each iterator; its methods throw as calls do, and
     *     after that there are no more
     */
    public Iterable<Customer> iterateCustomers(FetchCustomersQuery query, Paging paging) {
        FetchCustomersQuery asked = new FetchCustomersQuery(query);
        return () -> new CustomerIterator(customers, asked, paging);
    }

    /** Without tokens. */
    @Override
    public String toString() {
        return "Customary[" + url + "]";
    }

    /** The options of a client. */
    public static final class Builder {
        private final String url;
        private Duration timeout = Duration.ofSeconds(30);
        private int retries = 2;
        private Duration maxWait = Duration.ofSeconds(60);
        private String accessToken;

        private Builder(String url) {
            URI uri = parse(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme());
            if (!http && !"https".equalsIgnoreCase(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                throw noAddress();
            }
            this.url = url.replaceFirst("/+$", "");
        }

        private static URI parse(String url) {
            try {
                return new URI(url);
            } catch (URISyntaxException e) {
                throw noAddress(); // Its own message shows the URL, and with it maybe a password.
            }
        }

        private static IllegalArgumentException noAddress() {
            return new IllegalArgumentException(
                    "not the address of a server: http:// or https://, a host, perhaps a path");
        }

        /**
         * How long to wait for an answer.
         *
         * @param timeout for each time that a request is sent; 30 seconds unless it is set
         * @return this object
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a timeout is longer than nothing");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * How often one call may send requests again when the server asks to come back.
         *
         * @param retries all in all, refreshing included; 0 for never; 2 unless it is set
         * @return this object
         */
        public Builder retries(int retries) {
            if (retries < 0) {
                throw new IllegalArgumentException("retries can't be fewer than none");
            }
            this.retries = retries;
            return this;
        }

        /**
         * How long a call may wait for that, all in all. When the server asks for more, the call
         * fails at once.
         *
         * @param maxWait 60 seconds unless it is set
         * @return this object
         */
        public Builder maxWait(Duration maxWait) {
            if (maxWait.isNegative()) {
                throw new IllegalArgumentException("nobody waits shorter than not at all");
            }
            this.maxWait = maxWait;
            return this;
        }

        /**
         * For who has an access token from elsewhere. The client can't refresh it.
         *
         * @param accessToken what to send with each request until {@link Customary#login}
         * @return this object
         */
        public Builder accessToken(String accessToken) {
            this.accessToken = Objects.requireNonNull(accessToken);
            return this;
        }

        /**
         * Makes the client. Nothing is sent by that.
         *
         * @return a client
         */
        public Customary build() {
            return new Customary(this);
        }
    }
}
