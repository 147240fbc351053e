// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';

/**
 * The state of the server.
 * @export
 * @interface Health
 */
export interface Health {
    /**
     * Always `ok`; a server that is not well answers with a problem.
     */
    status: string;
}

/** @throws TypeError if it is not one. */
export function HealthFromJSON(json: unknown): Health {
    const members = runtime.membersOf(json);
    const made = {
        'status': runtime.required(members, 'status', runtime.text),
    };
    return made;
}

export function HealthToJSON(value: Health): unknown {
    return {
        'status': value['status'],
    };
}
