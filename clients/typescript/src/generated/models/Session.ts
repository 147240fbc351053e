// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * The tokens of a session.
 * @export
 * @interface Session
 */
export interface Session {
    /**
     * A JWT for the header `Authorization`.
     */
    accessToken: string;
    /**
     * Always `Bearer`.
     */
    tokenType: string;
    /**
     * For how many seconds the access token holds, or less than a second longer. Never longer than its session,
     * rounded up to a whole second.
     * 
     */
    expiresIn: number;
    /**
     * For `refreshSession`, once.
     */
    refreshToken: string;
}

/** @throws TypeError if it is not one. */
export function SessionFromJSON(json: unknown): Session {
    const members = runtime.membersOf(json);
    const made = {
        'accessToken': runtime.required(members, 'access_token', runtime.text),
        'tokenType': runtime.required(members, 'token_type', runtime.text),
        'expiresIn': runtime.required(members, 'expires_in', runtime.integer),
        'refreshToken': runtime.required(members, 'refresh_token', runtime.text),
    };
    runtime.concealSecret(made, 'accessToken', 'password');
    runtime.concealSecret(made, 'refreshToken', 'password');
    return made;
}

export function SessionToJSON(value: Session): unknown {
    return {
        'access_token': value['accessToken'],
        'token_type': value['tokenType'],
        'expires_in': value['expiresIn'],
        'refresh_token': value['refreshToken'],
    };
}
