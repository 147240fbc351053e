package io.github.customary.client;

import java.time.Duration;

/** How often a call may still be sent again, and how long it may still wait for that. */
final class Patience {
    private int retries;
    private Duration wait;

    Patience(int retries, Duration wait) {
        this.retries = retries;
        this.wait = wait;
    }

    Patience copy() {
        return new Patience(retries, wait);
    }

    /** Whether there is enough for another try after waiting; if so, that is taken from it. */
    boolean suffices(Duration needed) {
        if (retries <= 0 || needed.compareTo(wait) > 0) {
            return false;
        }
        spend(new Patience(1, needed));
        return true;
    }

    void spend(Patience spent) {
        retries -= spent.retries;
        wait = wait.minus(spent.wait);
    }
}
