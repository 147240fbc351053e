// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * What an account logs in with.
 * @export
 * @interface Credentials
 */
export interface Credentials {
    /**
     * An e-mail address as HTML defines it (`<input type="email">`). It is stored as written, without white
     * space around it, and compared without case.
     * 
     */
    email: string;
    /**
     * The account's password.
     */
    password: string;
}

/** @throws TypeError if it is not one. */
export function CredentialsFromJSON(json: unknown): Credentials {
    const members = runtime.membersOf(json);
    const made = {
        'email': runtime.required(members, 'email', runtime.text),
        'password': runtime.required(members, 'password', runtime.text),
    };
    runtime.concealSecret(made, 'password', 'password');
    return made;
}

export function CredentialsToJSON(value: Credentials): unknown {
    return {
        'email': value['email'],
        'password': value['password'],
    };
}
