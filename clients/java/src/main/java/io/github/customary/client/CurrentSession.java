package io.github.customary.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/** The tokens of a client, and getting new ones: once, however many calls wait for them. */
final class CurrentSession {
    /** Tokens as they were at a time. */
    static final class Tokens {
        private final String access;
        private final String refresh; // null when the access token came from elsewhere
        private final Object login; // the same object for all tokens of one session

        /** What the exchange that is under way spends of its patience; null where none is. */
        private CompletableFuture<Patience> renewal;

        private Tokens(String access, String refresh, Object login) {
            // HttpRequest would refuse other characters with a message that shows them.
            if (!access.matches("[!-~]+")) {
                throw new IllegalArgumentException("an access token is of printable ASCII");
            }
            this.access = access;
            this.refresh = refresh;
            this.login = login;
        }

        String access() {
            return access;
        }
    }

    private final BiFunction<SessionRefresh, Patience, Session> exchange;
    private Tokens tokens; // null without a session

    /**
     * No session yet.
     *
     * @param exchange sends a refresh token
     */
    CurrentSession(BiFunction<SessionRefresh, Patience, Session> exchange) {
        this.exchange = exchange;
    }

    /** The newest tokens, or null. */
    synchronized Tokens tokens() {
        return tokens;
    }

    synchronized void begin(Session session) {
        tokens = new Tokens(session.accessToken(), session.refreshToken(), new Object());
    }

    synchronized void begin(String accessToken) {
        tokens = new Tokens(accessToken, null, new Object());
    }

    /** Forgets a session's tokens, unless another one has begun meanwhile. */
    synchronized void end(Tokens ended) {
        if (isCurrent(ended)) {
            tokens = null;
        }
    }

    /**
     * Gets newer tokens of the same session, unless another call has got them already. Calls at the
     * same time become one, with the patience of the first; what it spends of that is taken from
     * that of each.
     *
     * @param used the tokens that are not good any more
     * @return null where there can't be any: without a refresh token, and when the session has
     *     ended or another one has begun
     * @throws CustomaryException when the exchange failed, maybe that of another call; {@link
     *     #isRefusal} says whether the session has ended by that
     */
    Tokens renew(Tokens used, Patience patience) throws InterruptedException {
        CompletableFuture<Patience> renewal;
        synchronized (this) {
            if (!isCurrent(used)) {
                return null;
            }
            if (tokens != used) {
                return tokens;
            }
            if (used.refresh == null) {
                return null;
            }
            if (used.renewal == null) {
                // In a thread of its own: others may wait for it when this one is interrupted.
                used.renewal =
                        CompletableFuture.supplyAsync(
                                () -> swap(used, patience.copy()), CurrentSession::start);
            }
            renewal = used.renewal;
        }
        try {
            patience.spend(renewal.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        }
        synchronized (this) {
            return isCurrent(used) ? tokens : null;
        }
    }

    /** Whether a refresh failed because the session is over, and not for the time being. */
    static boolean isRefusal(CustomaryException failure) {
        return failure instanceof ProblemException problem
                && problem.status() < 500
                && problem.status() != 408
                && problem.status() != 429;
    }

    private Patience swap(Tokens used, Patience patience) {
        Patience spent = patience.copy();
        Tokens next = used;
        try {
            Session renewed = exchange.apply(new SessionRefresh(used.refresh), patience);
            next = new Tokens(renewed.accessToken(), renewed.refreshToken(), used.login);
        } catch (CustomaryException e) {
            next = isRefusal(e) ? null : used;
            throw e;
        } finally {
            synchronized (this) {
                used.renewal = null;
                if (tokens == used) {
                    tokens = next;
                }
            }
        }
        spent.spend(patience);
        return spent;
    }

    private boolean isCurrent(Tokens used) {
        return tokens != null && used != null && tokens.login == used.login;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "customary-refresh");
        thread.setDaemon(true);
        thread.start();
    }
}
