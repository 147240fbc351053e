/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
/**
 * The refresh token to be exchanged.
 * @export
 * @interface SessionRefresh
 */
export interface SessionRefresh {
    /**
     * The newest refresh token of the session.
     */
    refreshToken: string;
}

/**
 * Check if a given object implements the SessionRefresh interface.
 */
export function instanceOfSessionRefresh(value: object): value is SessionRefresh {
    if ((!('refreshToken' in (value as Record<string, any>)) && !('refresh_token' in (value as Record<string, any>))) || ((value as Record<string, any>)['refreshToken'] === undefined && (value as Record<string, any>)['refresh_token'] === undefined)) return false;
    return true;
}

export function SessionRefreshFromJSON(json: any): SessionRefresh {
    return SessionRefreshFromJSONTyped(json, false);
}

export function SessionRefreshFromJSONTyped(json: any, ignoreDiscriminator: boolean): SessionRefresh {
    if (json == null) {
        return json;
    }
    return {
        
        'refreshToken': json['refresh_token'],
    };
}

export function SessionRefreshToJSON(json: any): SessionRefresh {
    return SessionRefreshToJSONTyped(json, false);
}

export function SessionRefreshToJSONTyped(value?: SessionRefresh | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'refresh_token': value['refreshToken'],
    };
}

