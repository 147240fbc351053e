// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Customer, CustomerFromJSON, CustomerToJSON } from '../models/Customer.js';
import { type CustomerCreate, CustomerCreateFromJSON, CustomerCreateToJSON } from '../models/CustomerCreate.js';
import { type CustomerPage, CustomerPageFromJSON, CustomerPageToJSON } from '../models/CustomerPage.js';
import { type CustomerSort, CustomerSortFromJSON, CustomerSortToJSON } from '../models/CustomerSort.js';
import { type CustomerUpdate, CustomerUpdateFromJSON, CustomerUpdateToJSON } from '../models/CustomerUpdate.js';
import { type Problem, ProblemFromJSON, ProblemToJSON } from '../models/Problem.js';
import { type TotalMode, TotalModeFromJSON, TotalModeToJSON } from '../models/TotalMode.js';

export interface CreateCustomerRequest {
    /**
     * 
     */
    customerCreate: CustomerCreate;
}

export interface DeleteCustomerRequest {
    /**
     * The customer's `id`.
     */
    customerId: string;
}

export interface FetchCustomersRequest {
    /**
     * Number of the page, from 1 on. Without `page` and `cursor` it is 1. A page after the last has no items.
     * 
     */
    page?: number;
    /**
     * How many customers a page has at most.
     */
    pageSize?: number;
    /**
     * The `next_cursor` of the page before. Its content is private to the server.
     */
    cursor?: string;
    /**
     * What the customers are ordered by; a `-` before it turns the order around. Names, e-mail addresses and
     * companies are ordered without regard to case and accents, missing ones first. Without it: `-created_at`.
     * 
     */
    sort?: CustomerSort;
    /**
     * Searches for words. Every word of `q` must begin a word of the customer's name, e-mail address, company,
     * city or notes. Case and accents make no difference. A word ends at
     * anything that is not a letter, a mark of one or a digit, control characters among it, and where letters meet digits.
     * Of a word of more than 100 letters or digits, the first 100 count. A `q` without a letter or digit finds every customer.
     * Digits are also found in the phone number: three and more of them anywhere in it, one or two where it
     * begins; zeros in front of them don't count. Numbers with nothing between them but spaces, tabs, dashes and the
     * signs `+ . / ( )` are found one by one, or all together in the phone number: `044 668 18 00`, `+41 (0)44 668`
     * and `1800` find `+41446681800`.
     * 
     */
    q?: string;
    /**
     * How far to count what is found. `bounded`: up to 1,000, or up to 200 where it takes several words, numbers or
     * filters to find it, and of more `total_is_at_least` says so; `exact`: all, which takes the longer the more
     * there are; `none`: not at all. Without it: `bounded`. How many customers there are without a search or filter
     * is always known.
     * 
     */
    total?: TotalMode;
    /**
     * Only customers with this name.
     */
    name?: string;
    /**
     * Only the customer with this e-mail address, in any case.
     */
    email?: string;
    /**
     * Only customers with this phone number, in E.164. One that no country has is an error, as in `createCustomer`.
     * 
     */
    phone?: string;
    /**
     * Only customers of this company.
     */
    company?: string;
    /**
     * Only customers in this city.
     */
    city?: string;
    /**
     * Only customers in this region.
     */
    region?: string;
    /**
     * Only customers with this postal code.
     */
    postalCode?: string;
    /**
     * Only customers in this country.
     */
    country?: string;
}

export interface GetCustomerRequest {
    /**
     * The customer's `id`.
     */
    customerId: string;
}

export interface UpdateCustomerRequest {
    /**
     * The customer's `id`.
     */
    customerId: string;
    /**
     * 
     */
    customerUpdate: CustomerUpdate;
}

export class CustomersApi extends runtime.BaseAPI {
    /**
     * Adds a customer to the caller\'s organization. When the answer arrives, the customer is on disk. 
     * Create a customer
     */
    async createCustomerRaw(parameters: CreateCustomerRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Customer>> {
        runtime.checkGiven('customerCreate', parameters['customerCreate']);
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/customer/create/',
                segments: { },
                query: { },
                contentType: 'application/json',
                body: CustomerCreateToJSON(parameters['customerCreate']),
                secured: true,
                success: [201,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, CustomerFromJSON);
    }

    /**
     * Adds a customer to the caller\'s organization. When the answer arrives, the customer is on disk. 
     * Create a customer
     */
    async createCustomer(parameters: CreateCustomerRequest, overrides?: RequestInit): Promise<Customer> {
        const answer = await this.createCustomerRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * Removes the customer for good. Its e-mail address can be used again.
     * Delete a customer
     */
    async deleteCustomerRaw(parameters: DeleteCustomerRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<void>> {
        runtime.checkGiven('customerId', parameters['customerId']);
        const answer = await this.request(
            {
                method: 'DELETE',
                path: '/api/1/customer/{customer_id}/',
                segments: { 'customer_id': runtime.segment('customerId', parameters['customerId']), },
                query: { },
                secured: true,
                success: [204,],
            },
            overrides,
        );
        return new runtime.VoidApiResponse(answer);
    }

    /**
     * Removes the customer for good. Its e-mail address can be used again.
     * Delete a customer
     */
    async deleteCustomer(parameters: DeleteCustomerRequest, overrides?: RequestInit): Promise<void> {
        const answer = await this.deleteCustomerRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * Pages through the customers of the caller\'s organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can\'t be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold. 
     * Fetch a page of customers
     */
    async fetchCustomersRaw(parameters: FetchCustomersRequest = {}, overrides?: RequestInit): Promise<runtime.ApiResponse<CustomerPage>> {
        const answer = await this.request(
            {
                method: 'GET',
                path: '/api/1/customer/fetch/',
                segments: { },
                query: { 'page': parameters['page'], 'page_size': parameters['pageSize'], 'cursor': parameters['cursor'], 'sort': parameters['sort'], 'q': parameters['q'], 'total': parameters['total'], 'name': parameters['name'], 'email': parameters['email'], 'phone': parameters['phone'], 'company': parameters['company'], 'city': parameters['city'], 'region': parameters['region'], 'postal_code': parameters['postalCode'], 'country': parameters['country'], },
                secured: true,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, CustomerPageFromJSON);
    }

    /**
     * Pages through the customers of the caller\'s organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can\'t be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold. 
     * Fetch a page of customers
     */
    async fetchCustomers(parameters: FetchCustomersRequest = {}, overrides?: RequestInit): Promise<CustomerPage> {
        const answer = await this.fetchCustomersRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * One customer of the caller\'s organization.
     * Get a customer
     */
    async getCustomerRaw(parameters: GetCustomerRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Customer>> {
        runtime.checkGiven('customerId', parameters['customerId']);
        const answer = await this.request(
            {
                method: 'GET',
                path: '/api/1/customer/{customer_id}/',
                segments: { 'customer_id': runtime.segment('customerId', parameters['customerId']), },
                query: { },
                secured: true,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, CustomerFromJSON);
    }

    /**
     * One customer of the caller\'s organization.
     * Get a customer
     */
    async getCustomer(parameters: GetCustomerRequest, overrides?: RequestInit): Promise<Customer> {
        const answer = await this.getCustomerRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are. 
     * Change a customer
     */
    async updateCustomerRaw(parameters: UpdateCustomerRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Customer>> {
        runtime.checkGiven('customerId', parameters['customerId']);
        runtime.checkGiven('customerUpdate', parameters['customerUpdate']);
        const answer = await this.request(
            {
                method: 'PATCH',
                path: '/api/1/customer/{customer_id}/',
                segments: { 'customer_id': runtime.segment('customerId', parameters['customerId']), },
                query: { },
                contentType: 'application/merge-patch+json',
                body: CustomerUpdateToJSON(parameters['customerUpdate']),
                secured: true,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, CustomerFromJSON);
    }

    /**
     * Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are. 
     * Change a customer
     */
    async updateCustomer(parameters: UpdateCustomerRequest, overrides?: RequestInit): Promise<Customer> {
        const answer = await this.updateCustomerRaw(parameters, overrides);
        return answer.value();
    }
}
