package io.github.customary.client;

/** What the groups of operations send with. */
interface Sender {
    /**
     * What was answered.
     *
     * @param reader reads the body; null where there is none, and then null is answered
     */
    <T> T send(Request request, Answered.Reader<T> reader);
}
