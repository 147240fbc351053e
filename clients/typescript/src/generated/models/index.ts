/* tslint:disable */
/* eslint-disable */
export * from './Account.js';
export * from './Credentials.js';
export * from './Customer.js';
export * from './CustomerCreate.js';
export * from './CustomerPage.js';
export * from './CustomerSort.js';
export * from './CustomerUpdate.js';
export * from './FieldError.js';
export * from './Health.js';
export * from './Organization.js';
export * from './PasswordChange.js';
export * from './Problem.js';
export * from './Registration.js';
export * from './Session.js';
export * from './SessionRefresh.js';
export * from './TotalMode.js';
