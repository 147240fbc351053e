// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type FieldError, FieldErrorFromJSON, FieldErrorToJSON } from './FieldError.js';

/**
 * What went wrong (RFC 9457).
 * @export
 * @interface Problem
 */
export interface Problem {
    /**
     * A path of this server. What is found there explains this type of problem.
     */
    type: string;
    /**
     * The type of problem in words; the same each time.
     */
    title: string;
    /**
     * The status of the answer.
     */
    status: number;
    /**
     * What went wrong this time.
     */
    detail: string;
    /**
     * The same as in the header `X-Request-Id`.
     */
    requestId: string;
    /**
     * Everything that is wrong with the request. No more than 1,000 errors are listed, and of members that
     * are repeated fewer where their pointers are very long; `detail` says how many there are in all.
     * 
     */
    errors?: Array<FieldError>;
}

/** @throws TypeError if it is not one. */
export function ProblemFromJSON(json: unknown): Problem {
    const members = runtime.membersOf(json);
    const made = {
        'type': runtime.required(members, 'type', runtime.text),
        'title': runtime.required(members, 'title', runtime.text),
        'status': runtime.required(members, 'status', runtime.integer),
        'detail': runtime.required(members, 'detail', runtime.text),
        'requestId': runtime.required(members, 'request_id', runtime.text),
        'errors': runtime.optional(members, 'errors', runtime.list(FieldErrorFromJSON)),
    };
    runtime.concealSecret(made, 'type', 'uri-reference');
    return made;
}

export function ProblemToJSON(value: Problem): unknown {
    return {
        'type': value['type'],
        'title': value['title'],
        'status': value['status'],
        'detail': value['detail'],
        'request_id': value['requestId'],
        'errors': value['errors']?.map(FieldErrorToJSON),
    };
}
