// What a call can fail with.

import type { Problem } from './generated/models/Problem.js';

/** What all errors of this client have in common. */
export class CustomaryError extends Error {
  override name = 'CustomaryError';
}

/** The server refused a request and said why (RFC 9457). */
export class ProblemError extends CustomaryError {
  override name = 'ProblemError';

  constructor(
    /** The status of the answer. */
    readonly status: number,
    /** The answer: `problem.errors` lists everything that is wrong with the request. */
    readonly problem: Problem,
    /** After how many seconds to try again, if the server said so. */
    readonly retryAfter?: number,
  ) {
    super(`${status} ${problem.title}: ${problem.detail} (request ${problem.requestId})`);
  }
}

/** The answer is not one of this service: something between it and the client made it, or another server did. */
export class UnexpectedResponseError extends CustomaryError {
  override name = 'UnexpectedResponseError';

  constructor(
    /** The status of the answer; 0 for a redirect in a browser, which does not tell it. */
    readonly status: number,
    /** What is wrong with it. */
    reason: string,
    /** How an answer that reports a failure begins. Empty for others: there may be tokens in them. */
    readonly body = '',
    options?: ErrorOptions,
  ) {
    super(`unexpected answer ${status}: ${reason}`, options);
  }
}

/** There was no answer: no connection, or none that lasted, or it took longer than the client's `timeout`. */
export class ConnectionError extends CustomaryError {
  override name = 'ConnectionError';
}
