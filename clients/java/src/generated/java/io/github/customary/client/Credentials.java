// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/** {@literal What an account logs in with.} */
public final class Credentials extends Members {
    /**
     * With what is required.
     *
     * @param email {@literal An e-mail address as HTML defines it (`<input type="email">`). It is
     *     stored as written, without white space around it, and compared without case. }
     * @param password {@literal The account's password.}
     */
    public Credentials(String email, String password) {
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
    public Credentials email(String email) {
        set("email", Objects.requireNonNull(email, "email"));
        return this;
    }

    /**
     * {@literal The account's password.}
     *
     * @param password what to send; not null
     * @return this object
     */
    public Credentials password(String password) {
        set("password", new Secret(Objects.requireNonNull(password, "password")));
        return this;
    }
}
