package io.github.customary.client;

import io.github.customary.client.CustomersApi.FetchCustomersQuery;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Goes through all customers of a query. A page is fetched when its first customer is asked for.
 * One that can't be fetched is the last.
 */
final class CustomerIterator implements Iterator<Customer> {
    private final CustomersApi customers;
    private final Paging paging;
    private FetchCustomersQuery next; // null after the last page
    private int number;
    private Iterator<Customer> page = Collections.emptyIterator();

    CustomerIterator(CustomersApi customers, FetchCustomersQuery query, Paging paging) {
        this.customers = customers;
        this.paging = paging;
        // How many there are nobody will see, so that the server need not count them.
        next = new FetchCustomersQuery(query).total(TotalMode.NONE);
        number = query.values().get("page") instanceof Integer first ? first : 1;
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && next != null) {
            FetchCustomersQuery asked = next;
            next = null; // Where this fails, it is the end.
            CustomerPage fetched = customers.fetchCustomers(asked);
            page = fetched.items().iterator();
            next = after(asked, fetched);
        }
        return page.hasNext();
    }

    @Override
    public Customer next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }

    private FetchCustomersQuery after(FetchCustomersQuery asked, CustomerPage fetched) {
        if (fetched.nextCursor() == null) {
            return null;
        }
        FetchCustomersQuery query = new FetchCustomersQuery(asked);
        return paging == Paging.BY_PAGE
                ? query.page(++number)
                : query.cursor(fetched.nextCursor()).page(null);
    }
}
