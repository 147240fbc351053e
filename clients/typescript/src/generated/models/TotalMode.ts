/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.


/**
 * Whether a page says how many there are in all.
 * @export
 */
export const TotalMode = {
    Exact: 'exact',
    None: 'none',
} as const;
export type TotalMode = typeof TotalMode[keyof typeof TotalMode];


export function instanceOfTotalMode(value: any): boolean {
    for (const key in TotalMode) {
        if (Object.prototype.hasOwnProperty.call(TotalMode, key)) {
            if (TotalMode[key as keyof typeof TotalMode] === value) {
                return true;
            }
        }
    }
    return false;
}

export function TotalModeFromJSON(json: any): TotalMode {
    return TotalModeFromJSONTyped(json, false);
}

export function TotalModeFromJSONTyped(json: any, ignoreDiscriminator: boolean): TotalMode {
    return json as TotalMode;
}

export function TotalModeToJSON(value?: TotalMode | null): any {
    return value as any;
}

export function TotalModeToJSONTyped(value: any, ignoreDiscriminator: boolean): TotalMode {
    return value as TotalMode;
}

