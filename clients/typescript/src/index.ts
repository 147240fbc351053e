// What the package exports: the client and its errors, and of what is generated the types and the lists of values.

export { Customary, type CustomaryOptions, type CustomerQuery } from './client.js';
export { ConnectionError, CustomaryError, ProblemError, UnexpectedResponseError } from './errors.js';
export type * from './generated/apis/index.js';
export { CustomerSort } from './generated/models/CustomerSort.js';
export type * from './generated/models/index.js';
export { TotalMode } from './generated/models/TotalMode.js';
export { RequiredError } from './runtime.js';
