// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.io.IOException;
import java.util.List;

/**
 * {@literal A page of customers.}
 *
 * @param items {@literal The customers, in the order asked for.}
 * @param page {@literal The number of the page. Left out when the page was asked for by cursor.}
 *     Null where it was left out.
 * @param pageSize {@literal How many customers a page has at most.}
 * @param total {@literal How many customers the search and the filters find, or the organization
 *     has. Left out with `total=none`, and where `total_is_at_least` stands for it. } Null where it
 *     was left out.
 * @param totalIsAtLeast {@literal So many customers are found, and more, which were not counted:
 *     1,000 by one word, number or filter, 200 by several. `total=exact` counts them. } Null where
 *     it was left out.
 * @param nextCursor {@literal The `cursor` of the next page; null on the last.} It may be null.
 */
public record CustomerPage(
        @JsonProperty("items") List<Customer> items,
        @JsonProperty("page") Integer page,
        @JsonProperty("page_size") int pageSize,
        @JsonProperty("total") Long total,
        @JsonProperty("total_is_at_least") Long totalIsAtLeast,
        @JsonProperty("next_cursor") String nextCursor) {
    public CustomerPage {
        items = List.copyOf(items);
    }

    static CustomerPage read(Answered json) throws IOException {
        return new CustomerPage(
                json.member("items", true, false, value -> value.list(Customer::read)),
                json.member("page", false, false, Answered::int32),
                json.member("page_size", true, false, Answered::int32),
                json.member("total", false, false, Answered::int64),
                json.member("total_is_at_least", false, false, Answered::int64),
                json.member("next_cursor", true, true, Answered::text));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "CustomerPage[items=%s, page=%s, pageSize=%s, total=%s, totalIsAtLeast=%s, nextCursor=%s]"
                .formatted(items, page, pageSize, total, totalIsAtLeast, nextCursor);
    }
}
