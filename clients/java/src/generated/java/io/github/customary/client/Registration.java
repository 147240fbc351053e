// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/** {@literal What an account is registered with.} */
public final class Registration extends Members {
    /**
     * With what is required.
     *
     * @param email {@literal An e-mail address as HTML defines it (`<input type="email">`). It is
     *     stored as written, without white space around it, and compared without case. }
     * @param password {@literal A new password, of 8 to 128 characters (code points, counted as
     *     they are sent). The most common passwords are refused, and so is the account's e-mail
     *     address. It is compared in normalization form C. }
     */
    public Registration(String email, String password) {
        email(email);
        password(password);
    }

    /**
     * {@literal An e-mail address as HTML defines it (`<input type="email">`). It is stored as
     * written, without white space around it, and compared without case. }
     *
     * @param email what to send; not null
     * @return this object
     */
    public Registration email(String email) {
        set("email", Objects.requireNonNull(email, "email"));
        return this;
    }

    /**
     * {@literal A new password, of 8 to 128 characters (code points, counted as they are sent). The
     * most common passwords are refused, and so is the account's e-mail address. It is compared in
     * normalization form C. }
     *
     * @param password what to send; not null
     * @return this object
     */
    public Registration password(String password) {
        set("password", new Secret(Objects.requireNonNull(password, "password")));
        return this;
    }

    /**
     * {@literal The person's name.}
     *
     * @param name what to send; null is sent, too
     * @return this object
     */
    public Registration name(String name) {
        set("name", name);
        return this;
    }

    /**
     * {@literal The organization's name. Without it, the e-mail address is its name.}
     *
     * @param organization what to send; null is sent, too
     * @return this object
     */
    public Registration organization(String organization) {
        set("organization", organization);
        return this;
    }

    /**
     * {@literal The organization's country (ISO 3166-1 alpha-2), without white space around it.
     * Phone numbers without a country code are taken to be of this country, unless the customer has
     * another. }
     *
     * @param country what to send; null is sent, too
     * @return this object
     */
    public Registration country(String country) {
        set("country", country);
        return this;
    }
}
