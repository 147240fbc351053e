// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import java.util.Objects;

/** {@literal The password as it is and as it shall be.} */
public final class PasswordChange extends Members {
    /**
     * With what is required.
     *
     * @param currentPassword {@literal The account's password until now.}
     * @param newPassword {@literal A new password, of 8 to 128 characters (code points, counted as
     *     they are sent). The most common passwords are refused, and so is the account's e-mail
     *     address. It is compared in normalization form C. }
     */
    public PasswordChange(String currentPassword, String newPassword) {
        currentPassword(currentPassword);
        newPassword(newPassword);
    }

    /**
     * {@literal The account's password until now.}
     *
     * @param currentPassword what to send; not null
     * @return this object
     */
    public PasswordChange currentPassword(String currentPassword) {
        set(
                "current_password",
                new Secret(Objects.requireNonNull(currentPassword, "current_password")));
        return this;
    }

    /**
     * {@literal A new password, of 8 to 128 characters (code points, counted as they are sent). The
     * most common passwords are refused, and so is the account's e-mail address. It is compared in
     * normalization form C. }
     *
     * @param newPassword what to send; not null
     * @return this object
     */
    public PasswordChange newPassword(String newPassword) {
        set("new_password", new Secret(Objects.requireNonNull(newPassword, "new_password")));
        return this;
    }
}
