// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/**
 * {@literal What to change of a customer. Members that are left out stay as they are, null
 * removes.}
 */
public final class CustomerUpdate extends Members {
    /** With what is required. */
    public CustomerUpdate() {}

    /**
     * {@literal The customer's name. It may not be blank.}
     *
     * @param name what to send; not null
     * @return this object
     */
    public CustomerUpdate name(String name) {
        set("name", Objects.requireNonNull(name, "name"));
        return this;
    }

    /**
     * {@literal An e-mail address, as in `createCustomer`.}
     *
     * @param email what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate email(String email) {
        set("email", email);
        return this;
    }

    /**
     * {@literal A phone number, as in `createCustomer`. The `country` is the one that is sent with
     * it, or else the one that the customer has. }
     *
     * @param phone what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate phone(String phone) {
        set("phone", phone);
        return this;
    }

    /**
     * {@literal The company that the customer works for.}
     *
     * @param company what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate company(String company) {
        set("company", company);
        return this;
    }

    /**
     * {@literal Street and number, or a box; several lines if needed.}
     *
     * @param address what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate address(String address) {
        set("address", address);
        return this;
    }

    /**
     * {@literal The city or town.}
     *
     * @param city what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate city(String city) {
        set("city", city);
        return this;
    }

    /**
     * {@literal The state, province or canton.}
     *
     * @param region what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate region(String region) {
        set("region", region);
        return this;
    }

    /**
     * {@literal The postal code.}
     *
     * @param postalCode what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate postalCode(String postalCode) {
        set("postal_code", postalCode);
        return this;
    }

    /**
     * {@literal The country (ISO 3166-1 alpha-2). There is no room for white space around it.}
     *
     * @param country what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate country(String country) {
        set("country", country);
        return this;
    }

    /**
     * {@literal Whatever else is worth knowing; several lines if needed.}
     *
     * @param notes what to send; null is sent, too
     * @return this object
     */
    public CustomerUpdate notes(String notes) {
        set("notes", notes);
        return this;
    }
}
