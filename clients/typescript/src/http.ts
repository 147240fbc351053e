// Requests over HTTP: how long one may take, which are sent again, and which error an answer is. It knows nothing of sessions.

import { ConnectionError, type CustomaryError, ProblemError, UnexpectedResponseError } from './errors.js';
import { type Problem, ProblemFromJSON } from './generated/models/Problem.js';
import { parse } from './reading.js';

/** Statuses whose answers have no body, and of which a Response may not be made with one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** The statuses that say that nothing was changed and, by `Retry-After`, when to come back. */
const BUSY = new Set([429, 503]);

/** How much of an answer that is no problem is kept in its error, in characters. */
const KEPT = 1000;

/** For how long and how often requests are sent again. */
export interface Patience {
  /** Milliseconds, for each request. */
  readonly timeout: number;
  /** The wait that an answer asks for; undefined if it is too long, or one too many. The signal is the request's. */
  pause(milliseconds: number, answer: Response, signal?: AbortSignal | null): Promise<void> | undefined;
}

/** What one call may take. */
export class CallPatience implements Patience {
  readonly timeout: number;
  /** Tries that are left. */
  #retries: number;
  /** Milliseconds that are left, for all waiting together. */
  #wait: number;

  constructor(options: { timeout: number; retries: number; maxWait: number }) {
    this.timeout = options.timeout;
    this.#retries = options.retries;
    this.#wait = options.maxWait;
  }

  pause(milliseconds: number, _answer: Response, signal?: AbortSignal | null): Promise<void> | undefined {
    return this.spend(milliseconds) ? sleep(milliseconds, signal) : undefined;
  }

  /** Whether it lasts for another try after so many milliseconds; it then has that much less. */
  spend(milliseconds: number): boolean {
    if (this.#retries === 0 || milliseconds > this.#wait) return false;
    this.#retries -= 1;
    this.#wait -= milliseconds;
    return true;
  }
}

/** After how many seconds to try again; undefined where the answer doesn't say it in seconds. */
function retryAfter(answer: Response): number | undefined {
  const text = answer.headers.get('Retry-After')?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The answer, whatever its status, with all of its body; sent again while the server is busy and patience lasts. */
export async function exchange(url: string, init: RequestInit, patience: Patience): Promise<Response> {
  for (;;) {
    const answer = await exchangeOnce(url, init, patience.timeout);
    const wait = BUSY.has(answer.status) ? 1000 * (retryAfter(answer) ?? Infinity) : Infinity;
    const pause = patience.pause(wait, answer, init.signal);
    if (pause === undefined) return answer;
    await pause;
  }
}

async function exchangeOnce(url: string, init: RequestInit, timeout: number): Promise<Response> {
  const signal = init.signal;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeout / 1000} s`)), timeout);
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: controller.signal });
    // Browsers say no more of a redirect, and of its status, 0, no other answer may be made.
    if (answer.type === 'opaqueredirect') return answer;
    const body = await answer.arrayBuffer();
    return new Response(WITHOUT_BODY.has(answer.status) ? null : body, answer);
  } catch (cause) {
    signal?.throwIfAborted();
    // Without the query, which may have names of people in it.
    const target = `${init.method} ${url.replace(/\?.*/, '')}`;
    throw new ConnectionError(`${target}: ${reasonOf(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The answer, if it is a success. */
export async function successOf(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  throw await failureOf(answer);
}

/** What is thrown for an answer that is no success. */
export async function failureOf(answer: Response): Promise<CustomaryError> {
  const bytes = await answer.arrayBuffer();
  const body = new TextDecoder().decode(bytes);
  if (answer.type === 'opaqueredirect' || (answer.status >= 300 && answer.status < 400))
    return new UnexpectedResponseError(answer.status, 'a redirect, which is not followed', body.slice(0, KEPT));
  const type = answer.headers.get('Content-Type') ?? '';
  const problem = /^application\/problem\+json\s*(;|$)/i.test(type) ? problemOf(bytes) : undefined;
  if (problem !== undefined) return new ProblemError(answer.status, problem, retryAfter(answer));
  return new UnexpectedResponseError(answer.status, `not a problem but ${type || 'of no type'}`, body.slice(0, KEPT));
}

/** Undefined if it is not one, whatever it is said to be. */
function problemOf(body: ArrayBuffer): Problem | undefined {
  try {
    return ProblemFromJSON(parse(body));
  } catch {
    return undefined;
  }
}

/** Node's fetch says only that it failed; the reason is in the cause, or one for each address that was tried. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}

export function sleep(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
