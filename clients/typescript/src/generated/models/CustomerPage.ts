// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Customer, CustomerFromJSON, CustomerToJSON } from './Customer.js';

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
     * How many customers the search and the filters find, or the organization has. Left out with `total=none`,
     * and where `total_is_at_least` stands for it.
     * 
     */
    total?: number;
    /**
     * So many customers are found, and more, which were not counted: 1,000 by one word, number or filter, 200 by
     * several. `total=exact` counts them.
     * 
     */
    totalIsAtLeast?: number;
    /**
     * The `cursor` of the next page; null on the last.
     */
    nextCursor: string | null;
}

/** @throws TypeError if it is not one. */
export function CustomerPageFromJSON(json: unknown): CustomerPage {
    const members = runtime.membersOf(json);
    const made = {
        'items': runtime.required(members, 'items', runtime.list(CustomerFromJSON)),
        'page': runtime.optional(members, 'page', runtime.integer),
        'pageSize': runtime.required(members, 'page_size', runtime.integer),
        'total': runtime.optional(members, 'total', runtime.integer),
        'totalIsAtLeast': runtime.optional(members, 'total_is_at_least', runtime.integer),
        'nextCursor': runtime.required(members, 'next_cursor', runtime.nullable(runtime.text)),
    };
    return made;
}

export function CustomerPageToJSON(value: CustomerPage): unknown {
    return {
        'items': value['items']?.map(CustomerToJSON),
        'page': value['page'],
        'page_size': value['pageSize'],
        'total': value['total'],
        'total_is_at_least': value['totalIsAtLeast'],
        'next_cursor': value['nextCursor'],
    };
}
