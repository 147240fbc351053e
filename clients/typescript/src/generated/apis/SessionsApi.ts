/* tslint:disable */
/* eslint-disable */
// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import {
    type Credentials,
    CredentialsFromJSON,
    CredentialsToJSON,
} from '../models/Credentials.js';
import {
    type Problem,
    ProblemFromJSON,
    ProblemToJSON,
} from '../models/Problem.js';
import {
    type Session,
    SessionFromJSON,
    SessionToJSON,
} from '../models/Session.js';
import {
    type SessionRefresh,
    SessionRefreshFromJSON,
    SessionRefreshToJSON,
} from '../models/SessionRefresh.js';

export interface LoginRequest {
    /**
     * 
     */
    credentials: Credentials;
}

export interface RefreshSessionRequest {
    /**
     * 
     */
    sessionRefresh: SessionRefresh;
}

/**
 * 
 */
export class SessionsApi extends runtime.BaseAPI {

    /**
     * Creates request options for login without sending the request
     */
    async loginRequestOpts(requestParameters: LoginRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['credentials'] == null) {
            throw new runtime.RequiredError(
                'credentials',
                'Required parameter "credentials" was null or undefined when calling login().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        headerParameters['Content-Type'] = 'application/json';


        let urlPath = `/api/1/login/`;

        return {
            path: urlPath,
            method: 'POST',
            headers: headerParameters,
            query: queryParameters,
            body: CredentialsToJSON(requestParameters['credentials']),
        };
    }

    /**
     * Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists. 
     * Log in
     */
    async loginRaw(requestParameters: LoginRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Session>> {
        const requestOptions = await this.loginRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => SessionFromJSON(jsonValue));
    }

    /**
     * Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists. 
     * Log in
     */
    async login(requestParameters: LoginRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Session> {
        const response = await this.loginRaw(requestParameters, initOverrides);
        return await response.value();
    }

    /**
     * Creates request options for logout without sending the request
     */
    async logoutRequestOpts(): Promise<runtime.RequestOpts> {
        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        if (this.configuration && this.configuration.accessToken) {
            const token = this.configuration.accessToken;
            const tokenString = await token("bearerAuth", []);

            if (tokenString) {
                headerParameters["Authorization"] = `Bearer ${tokenString}`;
            }
        }

        let urlPath = `/api/1/logout/`;

        return {
            path: urlPath,
            method: 'POST',
            headers: headerParameters,
            query: queryParameters,
        };
    }

    /**
     * Ends the session of the access token that is sent. The session\'s tokens are refused from then on. 
     * Log out
     */
    async logoutRaw(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<void>> {
        const requestOptions = await this.logoutRequestOpts();
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.VoidApiResponse(response);
    }

    /**
     * Ends the session of the access token that is sent. The session\'s tokens are refused from then on. 
     * Log out
     */
    async logout(initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<void> {
        await this.logoutRaw(initOverrides);
    }

    /**
     * Creates request options for refreshSession without sending the request
     */
    async refreshSessionRequestOpts(requestParameters: RefreshSessionRequest): Promise<runtime.RequestOpts> {
        if (requestParameters['sessionRefresh'] == null) {
            throw new runtime.RequiredError(
                'sessionRefresh',
                'Required parameter "sessionRefresh" was null or undefined when calling refreshSession().'
            );
        }

        const queryParameters: any = {};

        const headerParameters: runtime.HTTPHeaders = {};

        headerParameters['Content-Type'] = 'application/json';


        let urlPath = `/api/1/session/refresh/`;

        return {
            path: urlPath,
            method: 'POST',
            headers: headerParameters,
            query: queryParameters,
            body: SessionRefreshToJSON(requestParameters['sessionRefresh']),
        };
    }

    /**
     * Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh. 
     * Get new tokens
     */
    async refreshSessionRaw(requestParameters: RefreshSessionRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<runtime.ApiResponse<Session>> {
        const requestOptions = await this.refreshSessionRequestOpts(requestParameters);
        const response = await this.request(requestOptions, initOverrides);

        return new runtime.JSONApiResponse(response, (jsonValue) => SessionFromJSON(jsonValue));
    }

    /**
     * Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh. 
     * Get new tokens
     */
    async refreshSession(requestParameters: RefreshSessionRequest, initOverrides?: RequestInit | runtime.InitOverrideFunction): Promise<Session> {
        const response = await this.refreshSessionRaw(requestParameters, initOverrides);
        return await response.value();
    }

}
