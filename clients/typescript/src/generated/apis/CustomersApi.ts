/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import {
    type Customer,
    CustomerFromJSON,
    CustomerToJSON,
} from '../models/Customer.js';
import {
    type CustomerCreate,
    CustomerCreateFromJSON,
    CustomerCreateToJSON,
} from '../models/CustomerCreate.js';
import {
    type CustomerPage,
    CustomerPageFromJSON,
    CustomerPageToJSON,
} from '../models/CustomerPage.js';
import {
    type CustomerSort,
    CustomerSortFromJSON,
    CustomerSortToJSON,
} from '../models/CustomerSort.js';
import {
    type CustomerUpdate,
    CustomerUpdateFromJSON,
    CustomerUpdateToJSON,
} from '../models/CustomerUpdate.js';
import {
    type Problem,
    ProblemFromJSON,
    ProblemToJSON,
} from '../models/Problem.js';
import {
    type TotalMode,
    TotalModeFromJSON,
    TotalModeToJSON,
} from '../models/TotalMode.js';

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
     * Searches for words. Every word of `q` must begin a word of the customer's name, e-mail address, phone
     * number, company, city or notes. Case and accents make no difference. A word ends at
     * anything that is not a letter or a digit, control characters among it, and where letters meet digits.
     * Of a word of more than 100 letters or digits, the first 100 count. A `q` without a letter or digit finds every customer.
     * 
     */
    q?: string;
    /**
     * Whether `total` is counted: `exact` or `none`. Without it: `exact`.
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

/**
 * 
 */
export class CustomersApi extends runtime.BaseAPI {

    /**
     * Creates request options for createCustomer without sending the request
     */
    async createCustomerRequestOpts(requestParameters: CreateCustomerRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['customerCreate'] == null) {
            throw new runtime.RequiredError(
                'customerCreate',
                'Required parameter "customerCreate" was null or undefined when calling createCustomer().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        headerParameters['Content-Type'] = 'application/json';

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/customer/create/`;

        return {
            path: urlPath,
            method: 'POST',
            headers: headerParameters,
            query: queryParameters,
            body: CustomerCreateToJSON(requestParameters['customerCreate']),
        };
    }

    /**
     * Adds a customer to the caller\'s organization. When the answer arrives, the customer is on disk. 
     * Create a customer
     */
    async createCustomerRaw(requestParameters: CreateCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Customer>> {
        const requestOptions = await this.createCustomerRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => CustomerFromJSON(jsonValue));
    }

    /**
     * Adds a customer to the caller\'s organization. When the answer arrives, the customer is on disk. 
     * Create a customer
     */
    async createCustomer(requestParameters: CreateCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Customer> {
        const response = await this.createCustomerRaw(requestParameters, initOverrides);
        return await response.value();
    }

    /**
     * Creates request options for deleteCustomer without sending the request
     */
    async deleteCustomerRequestOpts(requestParameters: DeleteCustomerRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['customerId'] == null) {
            throw new runtime.RequiredError(
                'customerId',
                'Required parameter "customerId" was null or undefined when calling deleteCustomer().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/customer/{customer_id}/`;
        urlPath = urlPath.replace('{customer_id}', encodeURIComponent(String(requestParameters['customerId'])));

        return {
            path: urlPath,
            method: 'DELETE',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * Removes the customer for good. Its e-mail address can be used again.
     * Delete a customer
     */
    async deleteCustomerRaw(requestParameters: DeleteCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<void>> {
        const requestOptions = await this.deleteCustomerRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.VoidApiResponse(response);
    }

    /**
     * Removes the customer for good. Its e-mail address can be used again.
     * Delete a customer
     */
    async deleteCustomer(requestParameters: DeleteCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<void> {
        await this.deleteCustomerRaw(requestParameters, initOverrides);
    }

    /**
     * Creates request options for fetchCustomers without sending the request
     */
    async fetchCustomersRequestOpts(requestParameters: FetchCustomersRequest): Promise<runtime.RequestOpts> {
        const queryParameters: any = {};

        if (requestParameters['page'] != null) {
            queryParameters['page'] = requestParameters['page'];
        }

        if (requestParameters['pageSize'] != null) {
            queryParameters['page_size'] = requestParameters['pageSize'];
        }

        if (requestParameters['cursor'] != null) {
            queryParameters['cursor'] = requestParameters['cursor'];
        }

        if (requestParameters['sort'] != null) {
            queryParameters['sort'] = requestParameters['sort'];
        }

        if (requestParameters['q'] != null) {
            queryParameters['q'] = requestParameters['q'];
        }

        if (requestParameters['total'] != null) {
            queryParameters['total'] = requestParameters['total'];
        }

        if (requestParameters['name'] != null) {
            queryParameters['name'] = requestParameters['name'];
        }

        if (requestParameters['email'] != null) {
            queryParameters['email'] = requestParameters['email'];
        }

        if (requestParameters['phone'] != null) {
            queryParameters['phone'] = requestParameters['phone'];
        }

        if (requestParameters['company'] != null) {
            queryParameters['company'] = requestParameters['company'];
        }

        if (requestParameters['city'] != null) {
            queryParameters['city'] = requestParameters['city'];
        }

        if (requestParameters['region'] != null) {
            queryParameters['region'] = requestParameters['region'];
        }

        if (requestParameters['postalCode'] != null) {
            queryParameters['postal_code'] = requestParameters['postalCode'];
        }

        if (requestParameters['country'] != null) {
            queryParameters['country'] = requestParameters['country'];
        }

        const headerParameters: runtime.HTTPHeaders = {};

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/customer/fetch/`;

        return {
            path: urlPath,
            method: 'GET',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * Pages through the customers of the caller\'s organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can\'t be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold. 
     * Fetch a page of customers
     */
    async fetchCustomersRaw(requestParameters: FetchCustomersRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<CustomerPage>> {
        const requestOptions = await this.fetchCustomersRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => CustomerPageFromJSON(jsonValue));
    }

    /**
     * Pages through the customers of the caller\'s organization, newest first unless `sort` says otherwise; equal ones are ordered by `id`, in the same direction.  Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the filters that it was given for, and can\'t be combined with `page`.  A filter compares the whole field, after the same normalization as when it was stored. All that is given must hold. 
     * Fetch a page of customers
     */
    async fetchCustomers(requestParameters: FetchCustomersRequest = {}, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<CustomerPage> {
        const response = await this.fetchCustomersRaw(requestParameters, initOverrides);
        return await response.value();
    }

    /**
     * Creates request options for getCustomer without sending the request
     */
    async getCustomerRequestOpts(requestParameters: GetCustomerRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['customerId'] == null) {
            throw new runtime.RequiredError(
                'customerId',
                'Required parameter "customerId" was null or undefined when calling getCustomer().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/customer/{customer_id}/`;
        urlPath = urlPath.replace('{customer_id}', encodeURIComponent(String(requestParameters['customerId'])));

        return {
            path: urlPath,
            method: 'GET',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * One customer of the caller\'s organization.
     * Get a customer
     */
    async getCustomerRaw(requestParameters: GetCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Customer>> {
        const requestOptions = await this.getCustomerRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => CustomerFromJSON(jsonValue));
    }

    /**
     * One customer of the caller\'s organization.
     * Get a customer
     */
    async getCustomer(requestParameters: GetCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Customer> {
        const response = await this.getCustomerRaw(requestParameters, initOverrides);
        return await response.value();
    }

    /**
     * Creates request options for updateCustomer without sending the request
     */
    async updateCustomerRequestOpts(requestParameters: UpdateCustomerRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['customerId'] == null) {
            throw new runtime.RequiredError(
                'customerId',
                'Required parameter "customerId" was null or undefined when calling updateCustomer().'
            );
        }

        if (requestParameters['customerUpdate'] == null) {
            throw new runtime.RequiredError(
                'customerUpdate',
                'Required parameter "customerUpdate" was null or undefined when calling updateCustomer().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        headerParameters['Content-Type'] = 'application/merge-patch+json';

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/customer/{customer_id}/`;
        urlPath = urlPath.replace('{customer_id}', encodeURIComponent(String(requestParameters['customerId'])));

        return {
            path: urlPath,
            method: 'PATCH',
            headers: headerParameters,
            query: queryParameters,
            body: CustomerUpdateToJSON(requestParameters['customerUpdate']),
        };
    }

    /**
     * Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are. 
     * Change a customer
     */
    async updateCustomerRaw(requestParameters: UpdateCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Customer>> {
        const requestOptions = await this.updateCustomerRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => CustomerFromJSON(jsonValue));
    }

    /**
     * Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396). Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are. 
     * Change a customer
     */
    async updateCustomer(requestParameters: UpdateCustomerRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Customer> {
        const response = await this.updateCustomerRaw(requestParameters, initOverrides);
        return await response.value();
    }

}
