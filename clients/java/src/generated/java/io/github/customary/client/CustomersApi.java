// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.UUID;

/** {@literal The customers of the caller's organization.} */
public final class CustomersApi {
    private final Sender sender;

    CustomersApi(Sender sender) {
        this.sender = sender;
    }

    /**
     * {@literal Create a customer}. {@literal Adds a customer to the caller's organization. When
     * the answer arrives, the customer is on disk. }
     *
     * @param customerCreate what to send
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 408, 409, 413, 415, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Customer createCustomer(CustomerCreate customerCreate) {
        return sender.send(
                new Request("POST", "/api/1/customer/create/")
                        .authenticated()
                        .body("application/json", customerCreate)
                        .status(201),
                Customer::read);
    }

    /**
     * {@literal Delete a customer}. {@literal Removes the customer for good. Its e-mail address can
     * be used again.}
     *
     * @param customerId {@literal The customer's `id`.}
     * @throws ProblemException with the status 400, 401, 404, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public void deleteCustomer(UUID customerId) {
        sender.send(
                new Request("DELETE", "/api/1/customer/{customer_id}/")
                        .authenticated()
                        .path("customer_id", customerId)
                        .status(204),
                null);
    }

    /**
     * {@literal Fetch a page of customers}. {@literal Pages through the customers of the caller's
     * organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in
     * the same direction. Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By
     * cursor nothing is skipped or shown twice while others create and delete customers. A cursor
     * holds for the `sort`, the search and the filters that it was given for, and can't be combined
     * with `page`. A filter compares the whole field, after the same normalization as when it was
     * stored. All that is given must hold. }
     *
     * @param query what to ask for
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public CustomerPage fetchCustomers(FetchCustomersQuery query) {
        return sender.send(
                new Request("GET", "/api/1/customer/fetch/")
                        .authenticated()
                        .query(query)
                        .status(200),
                CustomerPage::read);
    }

    /** {@literal What to ask fetchCustomers for.} What is not set is not sent. */
    public static final class FetchCustomersQuery extends Members {
        /** Without anything. */
        public FetchCustomersQuery() {}

        FetchCustomersQuery(FetchCustomersQuery other) {
            super(other);
        }

        /**
         * {@literal Number of the page, from 1 on. Without `page` and `cursor` it is 1. A page
         * after the last has no items. }
         *
         * @param page what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery page(Integer page) {
            set("page", page);
            return this;
        }

        /**
         * {@literal How many customers a page has at most.}
         *
         * @param pageSize what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery pageSize(Integer pageSize) {
            set("page_size", pageSize);
            return this;
        }

        /**
         * {@literal The `next_cursor` of the page before. Its content is private to the server.}
         *
         * @param cursor what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery cursor(String cursor) {
            set("cursor", cursor);
            return this;
        }

        /**
         * {@literal What the customers are ordered by; a `-` before it turns the order around.
         * Names, e-mail addresses and companies are ordered without regard to case and accents,
         * missing ones first. Without it: `-created_at`. }
         *
         * @param sort what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery sort(CustomerSort sort) {
            set("sort", sort);
            return this;
        }

        /**
         * {@literal Searches for words. Every word of `q` must begin a word of the customer's name,
         * e-mail address, company, city or notes. Case and accents make no difference. A word ends
         * at anything that is not a letter, a mark of one or a digit, control characters among it,
         * and where letters meet digits. Of a word of more than 100 letters or digits, the first
         * 100 count. A `q` without a letter or digit finds every customer. Digits are also found in
         * the phone number: three and more of them anywhere in it, one or two where it begins;
         * zeros in front of them don't count. Numbers with nothing between them but spaces, tabs,
         * dashes and the signs `+ . / ( )` are found one by one, or all together in the phone
         * number: `044 668 18 00`, `+41 (0)44 668` and `1800` find `+41446681800`. }
         *
         * @param q what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery q(String q) {
            set("q", q);
            return this;
        }

        /**
         * {@literal How far to count what is found. `bounded`: up to 1,000, or up to 200 where it
         * takes several words, numbers or filters to find it, and of more `total_is_at_least` says
         * so; `exact`: all, which takes the longer the more there are; `none`: not at all. Without
         * it: `bounded`. How many customers there are without a search or filter is always known. }
         *
         * @param total what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery total(TotalMode total) {
            set("total", total);
            return this;
        }

        /**
         * {@literal Only customers with this name.}
         *
         * @param name what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery name(String name) {
            set("name", name);
            return this;
        }

        /**
         * {@literal Only the customer with this e-mail address, in any case.}
         *
         * @param email what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery email(String email) {
            set("email", email);
            return this;
        }

        /**
         * {@literal Only customers with this phone number, in E.164. One that no country has is an
         * error, as in `createCustomer`. }
         *
         * @param phone what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery phone(String phone) {
            set("phone", phone);
            return this;
        }

        /**
         * {@literal Only customers of this company.}
         *
         * @param company what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery company(String company) {
            set("company", company);
            return this;
        }

        /**
         * {@literal Only customers in this city.}
         *
         * @param city what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery city(String city) {
            set("city", city);
            return this;
        }

        /**
         * {@literal Only customers in this region.}
         *
         * @param region what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery region(String region) {
            set("region", region);
            return this;
        }

        /**
         * {@literal Only customers with this postal code.}
         *
         * @param postalCode what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery postalCode(String postalCode) {
            set("postal_code", postalCode);
            return this;
        }

        /**
         * {@literal Only customers in this country.}
         *
         * @param country what to send; null for nothing
         * @return this object
         */
        public FetchCustomersQuery country(String country) {
            set("country", country);
            return this;
        }
    }

    /**
     * {@literal Get a customer}. {@literal One customer of the caller's organization.}
     *
     * @param customerId {@literal The customer's `id`.}
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 404, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Customer getCustomer(UUID customerId) {
        return sender.send(
                new Request("GET", "/api/1/customer/{customer_id}/")
                        .authenticated()
                        .path("customer_id", customerId)
                        .status(200),
                Customer::read);
    }

    /**
     * {@literal Change a customer}. {@literal Changes the members that are sent and leaves the
     * others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When
     * nothing changes, `version` and `updated_at` stay as they are. }
     *
     * @param customerId {@literal The customer's `id`.}
     * @param customerUpdate what to send
     * @return what the server answered
     * @throws ProblemException with the status 400, 401, 404, 408, 409, 413, 415, 500, 503
     * @throws UnexpectedResponseException when the answer is not what the document describes
     * @throws ConnectionException when there is no answer
     */
    public Customer updateCustomer(UUID customerId, CustomerUpdate customerUpdate) {
        return sender.send(
                new Request("PATCH", "/api/1/customer/{customer_id}/")
                        .authenticated()
                        .path("customer_id", customerId)
                        .body("application/merge-patch+json", customerUpdate)
                        .status(200),
                Customer::read);
    }
}
