// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * An organization. Customers belong to one.
 * @export
 * @interface Organization
 */
export interface Organization {
    /**
     * Given by the server (a UUID of version 7).
     */
    id: string;
    /**
     * The organization's name.
     */
    name: string;
    /**
     * The country that phone numbers without a country code are of (ISO 3166-1 alpha-2).
     */
    country: string | null;
}

/** @throws TypeError if it is not one. */
export function OrganizationFromJSON(json: unknown): Organization {
    const members = runtime.membersOf(json);
    const made = {
        'id': runtime.required(members, 'id', runtime.uuid),
        'name': runtime.required(members, 'name', runtime.text),
        'country': runtime.required(members, 'country', runtime.nullable(runtime.text)),
    };
    return made;
}

export function OrganizationToJSON(value: Organization): unknown {
    return {
        'id': value['id'],
        'name': value['name'],
        'country': value['country'],
    };
}
