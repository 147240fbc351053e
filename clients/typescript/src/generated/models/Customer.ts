/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues, parseDate, parseDateTime, serializeDate, serializeDateTime } from '../runtime.js';
/**
 * A customer of an organization.
 * @export
 * @interface Customer
 */
export interface Customer {
    /**
     * Given by the server (a UUID of version 7).
     */
    id: string;
    /**
     * The customer's name.
     */
    name: string;
    /**
     * The e-mail address, as it was written.
     */
    email: string | null;
    /**
     * The phone number in E.164.
     */
    phone: string | null;
    /**
     * The company that the customer works for.
     */
    company: string | null;
    /**
     * Street and number, or a box.
     */
    address: string | null;
    /**
     * The city or town.
     */
    city: string | null;
    /**
     * The state, province or canton.
     */
    region: string | null;
    /**
     * The postal code.
     */
    postalCode: string | null;
    /**
     * The country (ISO 3166-1 alpha-2).
     */
    country: string | null;
    /**
     * Whatever else is worth knowing.
     */
    notes: string | null;
    /**
     * 1 when it was created, one more with each change.
     */
    version: number;
    /**
     * When the customer was created.
     */
    createdAt: Date;
    /**
     * When the customer was changed last.
     */
    updatedAt: Date;
}

/**
 * Check if a given object implements the Customer interface.
 */
export function instanceOfCustomer(value: object): value is Customer {
    if (!('id' in value) || value['id'] === undefined) return false;
    if (!('name' in value) || value['name'] === undefined) return false;
    if (!('email' in value) || value['email'] === undefined) return false;
    if (!('phone' in value) || value['phone'] === undefined) return false;
    if (!('company' in value) || value['company'] === undefined) return false;
    if (!('address' in value) || value['address'] === undefined) return false;
    if (!('city' in value) || value['city'] === undefined) return false;
    if (!('region' in value) || value['region'] === undefined) return false;
    if ((!('postalCode' in (value as Record<string, any>)) && !('postal_code' in (value as Record<string, any>))) || ((value as Record<string, any>)['postalCode'] === undefined && (value as Record<string, any>)['postal_code'] === undefined)) return false;
    if (!('country' in value) || value['country'] === undefined) return false;
    if (!('notes' in value) || value['notes'] === undefined) return false;
    if (!('version' in value) || value['version'] === undefined) return false;
    if ((!('createdAt' in (value as Record<string, any>)) && !('created_at' in (value as Record<string, any>))) || ((value as Record<string, any>)['createdAt'] === undefined && (value as Record<string, any>)['created_at'] === undefined)) return false;
    if ((!('updatedAt' in (value as Record<string, any>)) && !('updated_at' in (value as Record<string, any>))) || ((value as Record<string, any>)['updatedAt'] === undefined && (value as Record<string, any>)['updated_at'] === undefined)) return false;
    return true;
}

export function CustomerFromJSON(json: any): Customer {
    return CustomerFromJSONTyped(json, false);
}

export function CustomerFromJSONTyped(json: any, ignoreDiscriminator: boolean): Customer {
    if (json == null) {
        return json;
    }
    return {
        
        'id': json['id'],
        'name': json['name'],
        'email': json['email'],
        'phone': json['phone'],
        'company': json['company'],
        'address': json['address'],
        'city': json['city'],
        'region': json['region'],
        'postalCode': json['postal_code'],
        'country': json['country'],
        'notes': json['notes'],
        'version': json['version'],
        'createdAt': (json['created_at'] == null ? json['created_at'] : parseDateTime(json['created_at'])),
        'updatedAt': (json['updated_at'] == null ? json['updated_at'] : parseDateTime(json['updated_at'])),
    };
}

export function CustomerToJSON(json: any): Customer {
    return CustomerToJSONTyped(json, false);
}

export function CustomerToJSONTyped(value?: Customer | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'id': value['id'],
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
        'version': value['version'],
        'created_at': value['createdAt'] == null ? value['createdAt'] : serializeDateTime(value['createdAt']),
        'updated_at': value['updatedAt'] == null ? value['updatedAt'] : serializeDateTime(value['updatedAt']),
    };
}

