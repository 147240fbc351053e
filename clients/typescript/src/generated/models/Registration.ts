/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
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

/**
 * Check if a given object implements the Registration interface.
 */
export function instanceOfRegistration(value: object): value is Registration {
    if (!('email' in value) || value['email'] === undefined) return false;
    if (!('password' in value) || value['password'] === undefined) return false;
    return true;
}

export function RegistrationFromJSON(json: any): Registration {
    return RegistrationFromJSONTyped(json, false);
}

export function RegistrationFromJSONTyped(json: any, ignoreDiscriminator: boolean): Registration {
    if (json == null) {
        return json;
    }
    return {
        
        'email': json['email'],
        'password': json['password'],
        'name': json['name'] === undefined ? undefined : json['name'] === null ? null : json['name'],
        'organization': json['organization'] === undefined ? undefined : json['organization'] === null ? null : json['organization'],
        'country': json['country'] === undefined ? undefined : json['country'] === null ? null : json['country'],
    };
}

export function RegistrationToJSON(json: any): Registration {
    return RegistrationToJSONTyped(json, false);
}

export function RegistrationToJSONTyped(value?: Registration | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'email': value['email'],
        'password': value['password'],
        'name': value['name'],
        'organization': value['organization'],
        'country': value['country'],
    };
}

