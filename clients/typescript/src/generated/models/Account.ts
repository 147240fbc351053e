// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Organization, OrganizationFromJSON, OrganizationToJSON } from './Organization.js';

/**
 * An account and the organization that it belongs to.
 * @export
 * @interface Account
 */
export interface Account {
    /**
     * Given by the server (a UUID of version 7).
     */
    id: string;
    /**
     * The e-mail address, as it was written.
     */
    email: string;
    /**
     * The person's name.
     */
    name: string | null;
    /**
     * What the account may do in its organization. There is `admin`, who may do everything.
     */
    role: string;
    /**
     * 
     */
    organization: Organization;
    /**
     * When the account was made.
     */
    createdAt: Date;
}

/** @throws TypeError if it is not one. */
export function AccountFromJSON(json: unknown): Account {
    const members = runtime.membersOf(json);
    const made = {
        'id': runtime.required(members, 'id', runtime.uuid),
        'email': runtime.required(members, 'email', runtime.text),
        'name': runtime.required(members, 'name', runtime.nullable(runtime.text)),
        'role': runtime.required(members, 'role', runtime.text),
        'organization': runtime.required(members, 'organization', OrganizationFromJSON),
        'createdAt': runtime.required(members, 'created_at', runtime.time),
    };
    return made;
}

export function AccountToJSON(value: Account): unknown {
    return {
        'id': value['id'],
        'email': value['email'],
        'name': value['name'],
        'role': value['role'],
        'organization': value['organization'] && OrganizationToJSON(value['organization']),
        'created_at': value['createdAt'] && runtime.serializeDateTime(value['createdAt']),
    };
}
