// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

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

/** @throws TypeError if it is not one. */
export function CustomerFromJSON(json: unknown): Customer {
    const members = runtime.membersOf(json);
    const made = {
        'id': runtime.required(members, 'id', runtime.uuid),
        'name': runtime.required(members, 'name', runtime.text),
        'email': runtime.required(members, 'email', runtime.nullable(runtime.text)),
        'phone': runtime.required(members, 'phone', runtime.nullable(runtime.text)),
        'company': runtime.required(members, 'company', runtime.nullable(runtime.text)),
        'address': runtime.required(members, 'address', runtime.nullable(runtime.text)),
        'city': runtime.required(members, 'city', runtime.nullable(runtime.text)),
        'region': runtime.required(members, 'region', runtime.nullable(runtime.text)),
        'postalCode': runtime.required(members, 'postal_code', runtime.nullable(runtime.text)),
        'country': runtime.required(members, 'country', runtime.nullable(runtime.text)),
        'notes': runtime.required(members, 'notes', runtime.nullable(runtime.text)),
        'version': runtime.required(members, 'version', runtime.integer),
        'createdAt': runtime.required(members, 'created_at', runtime.time),
        'updatedAt': runtime.required(members, 'updated_at', runtime.time),
    };
    return made;
}

export function CustomerToJSON(value: Customer): unknown {
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
        'created_at': value['createdAt'] && runtime.serializeDateTime(value['createdAt']),
        'updated_at': value['updatedAt'] && runtime.serializeDateTime(value['updatedAt']),
    };
}
