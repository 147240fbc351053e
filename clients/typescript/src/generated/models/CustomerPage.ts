/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import { mapValues } from '../runtime.js';
import type { Customer } from './Customer.js';
import {
    CustomerFromJSON,
    CustomerFromJSONTyped,
    CustomerToJSON,
    CustomerToJSONTyped,
} from './Customer.js';

/**
 * A page of customers.
 * @export
 * @interface CustomerPage
 */
export interface CustomerPage {
    /**
     * The customers, in the order asked for.
     */
    items: Array<Customer>;
    /**
     * The number of the page. Left out when the page was asked for by cursor.
     */
    page?: number;
    /**
     * How many customers a page has at most.
     */
    pageSize: number;
    /**
     * How many customers the search and the filters find, or the organization has. Left out with `total=none`.
     * 
     */
    total?: number;
    /**
     * The `cursor` of the next page; null on the last.
     */
    nextCursor: string | null;
}

/**
 * Check if a given object implements the CustomerPage interface.
 */
export function instanceOfCustomerPage(value: object): value is CustomerPage {
    if (!('items' in value) || value['items'] === undefined) return false;
    if ((!('pageSize' in (value as Record<string, any>)) && !('page_size' in (value as Record<string, any>))) || ((value as Record<string, any>)['pageSize'] === undefined && (value as Record<string, any>)['page_size'] === undefined)) return false;
    if ((!('nextCursor' in (value as Record<string, any>)) && !('next_cursor' in (value as Record<string, any>))) || ((value as Record<string, any>)['nextCursor'] === undefined && (value as Record<string, any>)['next_cursor'] === undefined)) return false;
    return true;
}

export function CustomerPageFromJSON(json: any): CustomerPage {
    return CustomerPageFromJSONTyped(json, false);
}

export function CustomerPageFromJSONTyped(json: any, ignoreDiscriminator: boolean): CustomerPage {
    if (json == null) {
        return json;
    }
    return {
        
        'items': ((json['items'] as Array<any>).map(CustomerFromJSON)),
        'page': json['page'] == null ? undefined : json['page'],
        'pageSize': json['page_size'],
        'total': json['total'] == null ? undefined : json['total'],
        'nextCursor': json['next_cursor'],
    };
}

export function CustomerPageToJSON(json: any): CustomerPage {
    return CustomerPageToJSONTyped(json, false);
}

export function CustomerPageToJSONTyped(value?: CustomerPage | null, ignoreDiscriminator: boolean = false): any {
    if (value == null) {
        return value;
    }

    return {
        
        'items': ((value['items'] as Array<any>).map(CustomerToJSON)),
        'page': value['page'],
        'page_size': value['pageSize'],
        'total': value['total'],
        'next_cursor': value['nextCursor'],
    };
}

