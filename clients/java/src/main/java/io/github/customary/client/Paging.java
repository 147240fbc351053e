package io.github.customary.client;

/** How to go from page to page. */
public enum Paging {
    /** Nothing is skipped or comes twice while others create and delete customers. */
    BY_CURSOR,
    /** By the number of the page. */
    BY_PAGE
}
