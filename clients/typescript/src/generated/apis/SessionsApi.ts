// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Credentials, CredentialsFromJSON, CredentialsToJSON } from '../models/Credentials.js';
import { type Problem, ProblemFromJSON, ProblemToJSON } from '../models/Problem.js';
import { type Session, SessionFromJSON, SessionToJSON } from '../models/Session.js';
import { type SessionRefresh, SessionRefreshFromJSON, SessionRefreshToJSON } from '../models/SessionRefresh.js';

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

export class SessionsApi extends runtime.BaseAPI {
    /**
     * Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists. 
     * Log in
     */
    async loginRaw(parameters: LoginRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Session>> {
        runtime.checkGiven('credentials', parameters['credentials']);
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/login/',
                segments: { },
                query: { },
                contentType: 'application/json',
                body: CredentialsToJSON(parameters['credentials']),
                secured: false,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, SessionFromJSON);
    }

    /**
     * Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further request, and use `refresh_token` with `refreshSession` before the access token expires. The answer takes the same time whether or not the account exists. 
     * Log in
     */
    async login(parameters: LoginRequest, overrides?: RequestInit): Promise<Session> {
        const answer = await this.loginRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * Ends the session of the access token that is sent. The session\'s tokens are refused from then on. 
     * Log out
     */
    async logoutRaw(overrides?: RequestInit): Promise<runtime.ApiResponse<void>> {
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/logout/',
                segments: { },
                query: { },
                secured: true,
                success: [204,],
            },
            overrides,
        );
        return new runtime.VoidApiResponse(answer);
    }

    /**
     * Ends the session of the access token that is sent. The session\'s tokens are refused from then on. 
     * Log out
     */
    async logout(overrides?: RequestInit): Promise<void> {
        const answer = await this.logoutRaw(overrides);
        return answer.value();
    }

    /**
     * Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh. 
     * Get new tokens
     */
    async refreshSessionRaw(parameters: RefreshSessionRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Session>> {
        runtime.checkGiven('sessionRefresh', parameters['sessionRefresh']);
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/session/refresh/',
                segments: { },
                query: { },
                contentType: 'application/json',
                body: SessionRefreshToJSON(parameters['sessionRefresh']),
                secured: false,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, SessionFromJSON);
    }

    /**
     * Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one that is sent a second time has been stolen or lost, and ends the whole session. A session ends by itself 30 days after its last refresh. 
     * Get new tokens
     */
    async refreshSession(parameters: RefreshSessionRequest, overrides?: RequestInit): Promise<Session> {
        const answer = await this.refreshSessionRaw(parameters, overrides);
        return answer.value();
    }
}
