/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
/**
 * What to change of a customer. Members that are left out stay as they are, null removes.
 * @export
 * @interface CustomerUpdate
 */
export interface CustomerUpdate {
    /**
     * The customer's name. It may not be blank.
     */
    name?: string;
    /**
     * An e-mail address, as in `createCustomer`.
     */
    email?: string | null;
    /**
     * A phone number, as in `createCustomer`. The `country` is the one that is sent with it, or else the one
     * that the customer has.
     * 
     */
    phone?: string | null;
    /**
     * The company that the customer works for.
     */
    company?: string | null;
    /**
     * Street and number, or a box; several lines if needed.
     */
    address?: string | null;
    /**
     * The city or town.
     */
    city?: string | null;
    /**
     * The state, province or canton.
     */
    region?: string | null;
    /**
     * The postal code.
     */
    postalCode?: string | null;
    /**
     * The country (ISO 3166-1 alpha-2). There is no room for white space around it.
     */
    country?: string | null;
    /**
     * Whatever else is worth knowing; several lines if needed.
     */
    notes?: string | null;
}

/**
 * Check if a given object implements the CustomerUpdate interface.
 */
export function instanceOfCustomerUpdate(value: object): value is CustomerUpdate {
    return true;
}

export function CustomerUpdateFromJSON(json: any): CustomerUpdate {
    return CustomerUpdateFromJSONTyped(json, false);
}

export function CustomerUpdateFromJSONTyped(json: any, ignoreDiscriminator: boolean): CustomerUpdate {
    if (json == null) {
        return json;
    }
    return {
        
        'name': json['name'] == null ? undefined : json['name'],
        'email': json['email'] === undefined ? undefined : json['email'] === null ? null : json['email'],
        'phone': json['phone'] === undefined ? undefined : json['phone'] === null ? null : json['phone'],
        'company': json['company'] === undefined ? undefined : json['company'] === null ? null : json['company'],
        'address': json['address'] === undefined ? undefined : json['address'] === null ? null : json['address'],
        'city': json['city'] === undefined ? undefined : json['city'] === null ? null : json['city'],
        'region': json['region'] === undefined ? undefined : json['region'] === null ? null : json['region'],
        'postalCode': json['postal_code'] === undefined ? undefined : json['postal_code'] === null ? null : json['postal_code'],
        'country': json['country'] === undefined ? undefined : json['country'] === null ? null : json['country'],
        'notes': json['notes'] === undefined ? undefined : json['notes'] === null ? null : json['notes'],
    };
}

export function CustomerUpdateToJSON(json: any): CustomerUpdate {
    return CustomerUpdateToJSONTyped(json, false);
}

export function CustomerUpdateToJSONTyped(value?: CustomerUpdate | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'name': value['name'],
        'email': value['email'],
        'phone': value['phone'],
        'company': value['company'],
        'address': value['address'],
        'city': value['city'],
        'region': value['region'],
        'postal_code': value['postalCode'],
        'country': value['country'],
        'notes': value['notes'],
    };
}

