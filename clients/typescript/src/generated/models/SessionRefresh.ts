// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * The refresh token to be exchanged.
 * @export
 * @interface SessionRefresh
 */
export interface SessionRefresh {
    /**
     * The newest refresh token of the session.
     */
    refreshToken: string;
}

/** @throws TypeError if it is not one. */
export function SessionRefreshFromJSON(json: unknown): SessionRefresh {
    const members = runtime.membersOf(json);
    const made = {
        'refreshToken': runtime.required(members, 'refresh_token', runtime.text),
    };
    runtime.concealSecret(made, 'refreshToken', 'password');
    return made;
}

export function SessionRefreshToJSON(value: SessionRefresh): unknown {
    return {
        'refresh_token': value['refreshToken'],
    };
}
