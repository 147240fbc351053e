/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.


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


export function instanceOfCustomerSort(value: any): boolean {
    for (const key in CustomerSort) {
        if (Object.prototype.hasOwnProperty.call(CustomerSort, key)) {
            if (CustomerSort[key as keyof typeof CustomerSort] === value) {
                return true;
            }
        }
    }
    return false;
}

export function CustomerSortFromJSON(json: any): CustomerSort {
    return CustomerSortFromJSONTyped(json, false);
}

export function CustomerSortFromJSONTyped(json: any, ignoreDiscriminator: boolean): CustomerSort {
    return json as CustomerSort;
}

export function CustomerSortToJSON(value?: CustomerSort | null): any {
    return value as any;
}

export function CustomerSortToJSONTyped(value: any, ignoreDiscriminator: boolean): CustomerSort {
    return value as CustomerSort;
}

