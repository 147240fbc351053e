package io.github.customary.client;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The tokens of a client, and getting new ones: once, however many calls wait for them. */
final class CurrentSession {
    /**
     * Tokens as they were at a time.
     *
     * @param refresh null when the access token came from elsewhere
     * @param login the same object for all tokens of one session
     */
    record Tokens(String access, String refresh, Object login) {
        Tokens {
            // HttpRequest would refuse other characters with a message that shows them.
            if (!access.matches("[!-~]+")) {
                throw new IllegalArgumentException("an access token is of printable ASCII");
            }
        }

        @Override
        public String toString() {
            return "Tokens[…]";
        }
    }

    private final Function<String, Session> refresh;

    /** Held while tokens change, and so for as long as a refresh takes. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Tokens tokens;

    /**
     * No session yet.
     *
     * @param refresh exchanges a refresh token
     */
    CurrentSession(Function<String, Session> refresh) {
        this.refresh = refresh;
    }

    /** The newest tokens, or null. */
    Tokens tokens() {
        return tokens;
    }

    void begin(Session session) {
        replace(new Tokens(session.accessToken(), session.refreshToken(), new Object()));
    }

    void begin(String accessToken) {
        replace(new Tokens(accessToken, null, new Object()));
    }

    /** Forgets a session's tokens, unless another one has begun meanwhile. */
    void end(Tokens ended) {
        changing.lock();
        try {
            if (tokens != null && tokens.login() == ended.login()) {
                tokens = null;
            }
        } finally {
            changing.unlock();
        }
    }

    /**
     * Gets new tokens, unless another call has got them already or that is not possible: without a
     * refresh token, and when the session has ended meanwhile or another one has begun. When the
     * refresh fails the session ends, because a refresh token must not be sent twice.
     *
     * @param used the tokens that are not good any more
     * @return whether there are newer ones of the same session
     */
    boolean renew(Tokens used) {
        changing.lock();
        try {
            Tokens now = tokens;
            if (now == null || used == null || now.login() != used.login()) {
                return false;
            }
            if (now != used) {
                return true;
            }
            if (now.refresh() == null) {
                return false;
            }
            // Calls that begin meanwhile send the old token, are refused, and wait here.
            Tokens next = null;
            try {
                Session renewed = refresh.apply(now.refresh());
                next = new Tokens(renewed.accessToken(), renewed.refreshToken(), now.login());
            } finally {
                tokens = next;
            }
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void replace(Tokens next) {
        changing.lock();
        try {
            tokens = next;
        } finally {
            changing.unlock();
        }
    }
}
