// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Account, AccountFromJSON, AccountToJSON } from '../models/Account.js';
import { type PasswordChange, PasswordChangeFromJSON, PasswordChangeToJSON } from '../models/PasswordChange.js';
import { type Problem, ProblemFromJSON, ProblemToJSON } from '../models/Problem.js';
import { type Registration, RegistrationFromJSON, RegistrationToJSON } from '../models/Registration.js';

export interface ChangePasswordRequest {
    /**
     * 
     */
    passwordChange: PasswordChange;
}

export interface RegisterRequest {
    /**
     * 
     */
    registration: Registration;
}

export class AccountsApi extends runtime.BaseAPI {
    /**
     * Changes the password of the caller\'s account and ends all its other sessions; the one that the access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash one takes long. 
     * Change the password
     */
    async changePasswordRaw(parameters: ChangePasswordRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<void>> {
        runtime.checkGiven('passwordChange', parameters['passwordChange']);
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/account/password/',
                segments: { },
                query: { },
                contentType: 'application/json',
                body: PasswordChangeToJSON(parameters['passwordChange']),
                secured: true,
                success: [204,],
            },
            overrides,
        );
        return new runtime.VoidApiResponse(answer);
    }

    /**
     * Changes the password of the caller\'s account and ends all its other sessions; the one that the access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash one takes long. 
     * Change the password
     */
    async changePassword(parameters: ChangePasswordRequest, overrides?: RequestInit): Promise<void> {
        const answer = await this.changePasswordRaw(parameters, overrides);
        return answer.value();
    }

    /**
     * The account that the access token belongs to, with its organization.
     * Get the caller\'s account
     */
    async getAccountRaw(overrides?: RequestInit): Promise<runtime.ApiResponse<Account>> {
        const answer = await this.request(
            {
                method: 'GET',
                path: '/api/1/account/',
                segments: { },
                query: { },
                secured: true,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, AccountFromJSON);
    }

    /**
     * The account that the access token belongs to, with its organization.
     * Get the caller\'s account
     */
    async getAccount(overrides?: RequestInit): Promise<Account> {
        const answer = await this.getAccountRaw(overrides);
        return answer.value();
    }

    /**
     * Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this: `login` is the next step. 
     * Register an account
     */
    async registerRaw(parameters: RegisterRequest, overrides?: RequestInit): Promise<runtime.ApiResponse<Account>> {
        runtime.checkGiven('registration', parameters['registration']);
        const answer = await this.request(
            {
                method: 'POST',
                path: '/api/1/register/',
                segments: { },
                query: { },
                contentType: 'application/json',
                body: RegistrationToJSON(parameters['registration']),
                secured: false,
                success: [201,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, AccountFromJSON);
    }

    /**
     * Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this: `login` is the next step. 
     * Register an account
     */
    async register(parameters: RegisterRequest, overrides?: RequestInit): Promise<Account> {
        const answer = await this.registerRaw(parameters, overrides);
        return answer.value();
    }
}
