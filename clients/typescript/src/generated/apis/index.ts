/* tslint:disable */
/* eslint-disable */
export * from './AccountsApi.js';
export * from './CustomersApi.js';
export * from './HealthApi.js';
export * from './SessionsApi.js';
