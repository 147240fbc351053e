// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/** {@literal A new customer. Members that are null are the same as members that are left out.} */
public final class CustomerCreate extends Members {
    /**
     * With what is required.
     *
     * @param name {@literal The customer's name, of a person or of a company. It may not be blank.}
     */
    public CustomerCreate(String name) {
        name(name);
    }

    /**
     * {@literal The customer's name, of a person or of a company. It may not be blank.}
     *
     * @param name what to send; not null
     * @return this object
     */
    public CustomerCreate name(String name) {
        set("name", Objects.requireNonNull(name, "name"));
        return this;
    }

    /**
     * {@literal An e-mail address as HTML defines it. It is stored as written, without white space
     * around it, compared without case, and unique in the organization. }
     *
     * @param email what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate email(String email) {
        set("email", email);
        return this;
    }

    /**
     * {@literal A phone number, stored in E.164. One that does not begin with `+` is read as
     * somebody in the customer's `country`, or else in the organization's, dials it; where neither
     * has one, it is refused. Which numbers there are is what Google's libphonenumber knows. }
     *
     * @param phone what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate phone(String phone) {
        set("phone", phone);
        return this;
    }

    /**
     * {@literal The company that the customer works for.}
     *
     * @param company what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate company(String company) {
        set("company", company);
        return this;
    }

    /**
     * {@literal Street and number, or a box; several lines if needed.}
     *
     * @param address what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate address(String address) {
        set("address", address);
        return this;
    }

    /**
     * {@literal The city or town.}
     *
     * @param city what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate city(String city) {
        set("city", city);
        return this;
    }

    /**
     * {@literal The state, province or canton.}
     *
     * @param region what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate region(String region) {
        set("region", region);
        return this;
    }

    /**
     * {@literal The postal code.}
     *
     * @param postalCode what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate postalCode(String postalCode) {
        set("postal_code", postalCode);
        return this;
    }

    /**
     * {@literal The country (ISO 3166-1 alpha-2). There is no room for white space around it.}
     *
     * @param country what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate country(String country) {
        set("country", country);
        return this;
    }

    /**
     * {@literal Whatever else is worth knowing; several lines if needed.}
     *
     * @param notes what to send; null is sent, too
     * @return this object
     */
    public CustomerCreate notes(String notes) {
        set("notes", notes);
        return this;
    }
}
