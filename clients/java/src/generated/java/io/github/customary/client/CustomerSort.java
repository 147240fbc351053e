// Generated from openapi.yaml by clients/generate.sh. Not to be edited.
package io.github.customary.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Objects;

/**
 * {@literal What customers are ordered by.}
 *
 * @param value as it is sent; it may be one that this version does not know
 */
public record CustomerSort(@JsonValue String value) {
    /** {@code "created_at"}. */
    public static final CustomerSort CREATED_AT = new CustomerSort("created_at");

    /** {@code "-created_at"}. */
    public static final CustomerSort CREATED_AT_DESCENDING = new CustomerSort("-created_at");

    /** {@code "updated_at"}. */
    public static final CustomerSort UPDATED_AT = new CustomerSort("updated_at");

    /** {@code "-updated_at"}. */
    public static final CustomerSort UPDATED_AT_DESCENDING = new CustomerSort("-updated_at");

    /** {@code "name"}. */
    public static final CustomerSort NAME = new CustomerSort("name");

    /** {@code "-name"}. */
    public static final CustomerSort NAME_DESCENDING = new CustomerSort("-name");

    /** {@code "email"}. */
    public static final CustomerSort EMAIL = new CustomerSort("email");

    /** {@code "-email"}. */
    public static final CustomerSort EMAIL_DESCENDING = new CustomerSort("-email");

    /** {@code "company"}. */
    public static final CustomerSort COMPANY = new CustomerSort("company");

    /** {@code "-company"}. */
    public static final CustomerSort COMPANY_DESCENDING = new CustomerSort("-company");

    /** A value by its name. */
    @JsonCreator
    public CustomerSort {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}
