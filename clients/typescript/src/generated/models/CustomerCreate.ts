/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
/**
 * A new customer. Members that are null are the same as members that are left out.
 * @export
 * @interface CustomerCreate
 */
export interface CustomerCreate {
    /**
     * The customer's name, of a person or of a company. It may not be blank.
     */
    name: string;
    /**
     * An e-mail address as HTML defines it. It is stored as written, without white space around it, compared
     * without case, and unique in the organization.
     * 
     */
    email?: string | null;
    /**
     * A phone number, stored in E.164. One that does not begin with `+` is read as somebody in the customer's
     * `country`, or else in the organization's, dials it; where neither has one, it is refused. Which numbers
     * there are is what Google's libphonenumber knows.
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
 * Check if a given object implements the CustomerCreate interface.
 */
export function instanceOfCustomerCreate(value: object): value is CustomerCreate {
    if (!('name' in value) || value['name'] === undefined) return false;
    return true;
}

export function CustomerCreateFromJSON(json: any): CustomerCreate {
    return CustomerCreateFromJSONTyped(json, false);
}

export function CustomerCreateFromJSONTyped(json: any, ignoreDiscriminator: boolean): CustomerCreate {
    if (json == null) {
        return json;
    }
    return {
        
        'name': json['name'],
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

export function CustomerCreateToJSON(json: any): CustomerCreate {
    return CustomerCreateToJSONTyped(json, false);
}

export function CustomerCreateToJSONTyped(value?: CustomerCreate | null, ignoreDiscriminator: boolean = false): any {
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

