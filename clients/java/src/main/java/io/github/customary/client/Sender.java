package io.github.customary.client;

/** What the groups of operations send with. */
interface Sender {
    /** What was answered; null for {@code Void}. Throws a {@link CustomaryException}. */
    <T> T send(Request request, Class<T> type);
}
