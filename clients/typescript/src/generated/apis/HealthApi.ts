// Generated from openapi.yaml by openapi-generator: do not edit.

import * as runtime from '../runtime.js';
import { type Health, HealthFromJSON, HealthToJSON } from '../models/Health.js';
import { type Problem, ProblemFromJSON, ProblemToJSON } from '../models/Problem.js';

export class HealthApi extends runtime.BaseAPI {
    /**
     * Answers as long as the process can answer at all. A supervisor restarts it when it does not.
     * Is the process alive?
     */
    async getLivenessRaw(overrides?: RequestInit): Promise<runtime.ApiResponse<Health>> {
        const answer = await this.request(
            {
                method: 'GET',
                path: '/livez',
                segments: { },
                query: { },
                secured: false,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, HealthFromJSON);
    }

    /**
     * Answers as long as the process can answer at all. A supervisor restarts it when it does not.
     * Is the process alive?
     */
    async getLiveness(overrides?: RequestInit): Promise<Health> {
        const answer = await this.getLivenessRaw(overrides);
        return answer.value();
    }

    /**
     * Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready. 
     * Can the server do its work?
     */
    async getReadinessRaw(overrides?: RequestInit): Promise<runtime.ApiResponse<Health>> {
        const answer = await this.request(
            {
                method: 'GET',
                path: '/readyz',
                segments: { },
                query: { },
                secured: false,
                success: [200,],
            },
            overrides,
        );
        return new runtime.JSONApiResponse(answer, HealthFromJSON);
    }

    /**
     * Checks that the database answers and that all migrations are applied. A load balancer sends requests only to a server that is ready. 
     * Can the server do its work?
     */
    async getReadiness(overrides?: RequestInit): Promise<Health> {
        const answer = await this.getReadinessRaw(overrides);
        return answer.value();
    }
}
