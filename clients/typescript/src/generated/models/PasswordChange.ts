/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
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

/**
 * Check if a given object implements the PasswordChange interface.
 */
export function instanceOfPasswordChange(value: object): value is PasswordChange {
    if ((!('currentPassword' in (value as Record<string, any>)) && !('current_password' in (value as Record<string, any>))) || ((value as Record<string, any>)['currentPassword'] === undefined && (value as Record<string, any>)['current_password'] === undefined)) return false;
    if ((!('newPassword' in (value as Record<string, any>)) && !('new_password' in (value as Record<string, any>))) || ((value as Record<string, any>)['newPassword'] === undefined && (value as Record<string, any>)['new_password'] === undefined)) return false;
    return true;
}

export function PasswordChangeFromJSON(json: any): PasswordChange {
    return PasswordChangeFromJSONTyped(json, false);
}

export function PasswordChangeFromJSONTyped(json: any, ignoreDiscriminator: boolean): PasswordChange {
    if (json == null) {
        return json;
    }
    return {
        
        'currentPassword': json['current_password'],
        'newPassword': json['new_password'],
    };
}

export function PasswordChangeToJSON(json: any): PasswordChange {
    return PasswordChangeToJSONTyped(json, false);
}

export function PasswordChangeToJSONTyped(value?: PasswordChange | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'current_password': value['currentPassword'],
        'new_password': value['newPassword'],
    };
}

