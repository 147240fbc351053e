// Generated from openapi.yaml by openapi-generator: do not edit.


export * from '../runtime.js';
