/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import {
    type Health,
    HealthFromJSON,
    HealthToJSON,
} from '../models/Health.js';
import {
    type Problem,
    ProblemFromJSON,
    ProblemToJSON,
} from '../models/Problem.js';

/**
 * 
 */
export class HealthApi extends runtime.BaseAPI {

    /**
     * Creates request options for getLiveness without sending the request
     */
    async getLivenessRequestOpts(): Promise<runtime.RequestOpts> {
        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};


        let urlPath = `/livez`;

        return {
            path: urlPath,
            method: 'GET',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * Answers as long as the process can answer at all. A supervisor restarts it when it does not.
     * Is the process alive?
     */
    async getLivenessRaw(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Health>> {
        const requestOptions = await this.getLivenessRequestOpts();
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => HealthFromJSON(jsonValue));
    }

    /**
     * Answers as long as the process can answer at all. A supervisor restarts it when it does not.
     * Is the process alive?
     */
    async getLiveness(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Health> {
        const response = await this.getLivenessRaw(initOverrides);
        return await response.value();
    }

    /**
     * Creates request options for getReadiness without sending the request
     */
    async getReadinessRequestOpts(): Promise<runtime.RequestOpts> {
        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};


        let urlPath = `/readyz`;

        return {
            path: urlPath,
            method: 'GET',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready. 
     * Can the server do its work?
     */
    async getReadinessRaw(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Health>> {
        const requestOptions = await this.getReadinessRequestOpts();
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => HealthFromJSON(jsonValue));
    }

    /**
     * Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready. 
     * Can the server do its work?
     */
    async getReadiness(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Health> {
        const response = await this.getReadinessRaw(initOverrides);
        return await response.value();
    }

}
