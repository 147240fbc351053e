// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

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

/** @throws TypeError if it is not one. */
export function CustomerUpdateFromJSON(json: unknown): CustomerUpdate {
    const members = runtime.membersOf(json);
    const made = {
        'name': runtime.optional(members, 'name', runtime.text),
        'email': runtime.optional(members, 'email', runtime.nullable(runtime.text)),
        'phone': runtime.optional(members, 'phone', runtime.nullable(runtime.text)),
        'company': runtime.optional(members, 'company', runtime.nullable(runtime.text)),
        'address': runtime.optional(members, 'address', runtime.nullable(runtime.text)),
        'city': runtime.optional(members, 'city', runtime.nullable(runtime.text)),
        'region': runtime.optional(members, 'region', runtime.nullable(runtime.text)),
        'postalCode': runtime.optional(members, 'postal_code', runtime.nullable(runtime.text)),
        'country': runtime.optional(members, 'country', runtime.nullable(runtime.text)),
        'notes': runtime.optional(members, 'notes', runtime.nullable(runtime.text)),
    };
    runtime.concealSecret(made, 'phone', 'phone');
    return made;
}

export function CustomerUpdateToJSON(value: CustomerUpdate): unknown {
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
