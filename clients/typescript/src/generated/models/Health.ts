/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
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

/**
 * Check if a given object implements the Health interface.
 */
export function instanceOfHealth(value: object): value is Health {
    if (!('status' in value) || value['status'] === undefined) return false;
    return true;
}

export function HealthFromJSON(json: any): Health {
    return HealthFromJSONTyped(json, false);
}

export function HealthFromJSONTyped(json: any, ignoreDiscriminator: boolean): Health {
    if (json == null) {
        return json;
    }
    return {
        
        'status': json['status'],
    };
}

export function HealthToJSON(json: any): Health {
    return HealthToJSONTyped(json, false);
}

export function HealthToJSONTyped(value?: Health | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'status': value['status'],
    };
}

