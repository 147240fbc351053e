// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';


/**
 * What customers are ordered by.
 * @export
 */
export const CustomerSort = {
    CreatedAt: 'created_at',
    CreatedAtDescending: '-created_at',
    UpdatedAt: 'updated_at',
    UpdatedAtDescending: '-updated_at',
    Name: 'name',
    NameDescending: '-name',
    Email: 'email',
    EmailDescending: '-email',
    Company: 'company',
    CompanyDescending: '-company',
} as const;
export type CustomerSort = typeof CustomerSort[keyof typeof CustomerSort];


/** Lets values pass that this version does not know. */
export function CustomerSortFromJSON(json: unknown): CustomerSort {
    return runtime.text(json) as CustomerSort;
}

export function CustomerSortToJSON(value: CustomerSort): unknown {
    return value;
}
