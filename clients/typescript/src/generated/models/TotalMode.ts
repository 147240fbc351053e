// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';


/**
 * How far to count what is found.
 * @export
 */
export const TotalMode = {
    Bounded: 'bounded',
    Exact: 'exact',
    None: 'none',
} as const;
export type TotalMode = typeof TotalMode[keyof typeof TotalMode];


/** Lets values pass that this version does not know. */
export function TotalModeFromJSON(json: unknown): TotalMode {
    return runtime.text(json) as TotalMode;
}

export function TotalModeToJSON(value: TotalMode): unknown {
    return value;
}
