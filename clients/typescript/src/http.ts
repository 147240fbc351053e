// Requests over HTTP: how long one may take, and which are sent again. It knows nothing of sessions.

import { ConnectionError } from './errors.js';

/** Statuses whose answers have no body, and of which a Response may not be made with one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** The statuses that say that nothing was changed and, by `Retry-After`, when to come back. */
const BUSY = new Set([429, 503]);

/** What one call may take; what it has left of tries and of waiting is counted down. */
export interface Patience {
  /** Milliseconds, for each request. */
  timeout: number;
  retries: number;
  /** Milliseconds, for all waiting together. */
  maxWait: number;
}

/** After how many seconds to try again; undefined where the answer doesn't say it in seconds. */
export function retryAfter(answer: Response): number | undefined {
  const text = answer.headers.get('Retry-After')?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The answer, whatever its status, with all of its body; sent again while the server is busy and patience lasts. */
export async function exchange(url: string, init: RequestInit, patience: Patience): Promise<Response> {
  for (;;) {
    const answer = await exchangeOnce(url, init, patience.timeout);
    const wait = BUSY.has(answer.status) ? 1000 * (retryAfter(answer) ?? Infinity) : Infinity;
    if (patience.retries <= 0 || wait > patience.maxWait) return answer;
    patience.retries -= 1;
    patience.maxWait -= wait;
    await sleep(wait, init.signal);
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
    const answer = await fetch(url, { ...init, signal: controller.signal });
    const body = await answer.text();
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

/** Node's fetch says only that it failed; the reason is in the cause, or one for each address that was tried. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}

function sleep(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
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
