// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * What an account is registered with.
 * @export
 * @interface Registration
 */
export interface Registration {
    /**
     * An e-mail address as HTML defines it (`<input type="email">`). It is stored as written, without white
     * space around it, and compared without case.
     * 
     */
    email: string;
    /**
     * A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are
     * refused, and so is the account's e-mail address. It is compared in normalization form C.
     * 
     */
    password: string;
    /**
     * The person's name.
     */
    name?: string | null;
    /**
     * The organization's name. Without it, the e-mail address is its name.
     */
    organization?: string | null;
    /**
     * The organization's country (ISO 3166-1 alpha-2), without white space around it. Phone numbers without a country code are taken to
     * be of this country, unless the customer has another.
     * 
     */
    country?: string | null;
}

/** @throws TypeError if it is not one. */
export function RegistrationFromJSON(json: unknown): Registration {
    const members = runtime.membersOf(json);
    const made = {
        'email': runtime.required(members, 'email', runtime.text),
        'password': runtime.required(members, 'password', runtime.text),
        'name': runtime.optional(members, 'name', runtime.nullable(runtime.text)),
        'organization': runtime.optional(members, 'organization', runtime.nullable(runtime.text)),
        'country': runtime.optional(members, 'country', runtime.nullable(runtime.text)),
    };
    runtime.concealSecret(made, 'password', 'password');
    return made;
}

export function RegistrationToJSON(value: Registration): unknown {
    return {
        'email': value['email'],
        'password': value['password'],
        'name': value['name'],
        'organization': value['organization'],
        'country': value['country'],
    };
}
