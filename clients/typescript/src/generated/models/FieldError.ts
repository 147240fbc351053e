// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * One thing that is wrong. `pointer` says where in the body it is, or `parameter` which parameter it is.
 * 
 * @export
 * @interface FieldError
 */
export interface FieldError {
    /**
     * A JSON pointer into the body (RFC 6901); empty for the body itself. It is as long as the names that it
     * leads through: its maximum is twice that of a body.
     * 
     */
    pointer?: string;
    /**
     * The name of a parameter of the query or the path; as it was sent, where it can't be decoded.
     * 
     */
    parameter?: string;
    /**
     * What is wrong, for programs. `malformed_json`: not JSON in UTF-8, or beyond what is read: a number
     * outside of double precision, half of a surrogate pair, more than 127 levels. `missing`: required, but
     * not there. `unknown`: this document names no such member or parameter. `repeated`: a member or a
     * parameter was sent more than once. `wrong_type`: not of the right type. `too_short`, `too_long`: in
     * characters. `too_small`, `too_large`: a number. `invalid_format`: not of the form that the `pattern` or
     * `format` describes, or a parameter that is not percent-encoded UTF-8.
     * `invalid_value`: none of the values allowed. `invalid_phone`: not a phone number of its country.
     * `country_needed`: a phone number without a country code, and no country known.
     * `common_password`: among the most common passwords. `password_is_email`: the same as the e-mail address.
     * `wrong_password`: not the account's password. `invalid_cursor`: not a cursor of this search.
     * `exclusive`: can't be combined with another parameter. `duplicate`: another one has this value.
     * 
     */
    code: string;
    /**
     * What is wrong, for people, and what to do.
     */
    detail: string;
    /**
     * With `duplicate`, the customer that has the value.
     */
    customerId?: string;
}

/** @throws TypeError if it is not one. */
export function FieldErrorFromJSON(json: unknown): FieldError {
    const members = runtime.membersOf(json);
    const made = {
        'pointer': runtime.optional(members, 'pointer', runtime.text),
        'parameter': runtime.optional(members, 'parameter', runtime.text),
        'code': runtime.required(members, 'code', runtime.text),
        'detail': runtime.required(members, 'detail', runtime.text),
        'customerId': runtime.optional(members, 'customer_id', runtime.uuid),
    };
    return made;
}

export function FieldErrorToJSON(value: FieldError): unknown {
    return {
        'pointer': value['pointer'],
        'parameter': value['parameter'],
        'code': value['code'],
        'detail': value['detail'],
        'customer_id': value['customerId'],
    };
}
