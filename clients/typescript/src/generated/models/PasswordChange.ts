// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * The password as it is and as it shall be.
 * @export
 * @interface PasswordChange
 */
export interface PasswordChange {
    /**
     * The account's password until now.
     */
    currentPassword: string;
    /**
     * A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are
     * refused, and so is the account's e-mail address. It is compared in normalization form C.
     * 
     */
    newPassword: string;
}

/** @throws TypeError if it is not one. */
export function PasswordChangeFromJSON(json: unknown): PasswordChange {
    const members = runtime.membersOf(json);
    const made = {
        'currentPassword': runtime.required(members, 'current_password', runtime.text),
        'newPassword': runtime.required(members, 'new_password', runtime.text),
    };
    runtime.concealSecret(made, 'currentPassword', 'password');
    runtime.concealSecret(made, 'newPassword', 'password');
    return made;
}

export function PasswordChangeToJSON(value: PasswordChange): unknown {
    return {
        'current_password': value['currentPassword'],
        'new_password': value['newPassword'],
    };
}
