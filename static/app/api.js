// Calls of the public API, and the three ways in which they can fail.

import * as session from './session.js';
import { wait } from './waiting.js';

/** @import { Answer, Call, HeaderName, Method, Path, ProblemBody, Session, Silence } from 'types' */

/** The server answered that it did not do it: a problem (RFC 9457), or what some proxy made of it. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Partial<ProblemBody> | null} body
   * @param {{ get: (name: HeaderName) => string | null }} headers
   */
  constructor(status, body, headers) {
    super(body?.detail ?? `The server answered with status ${status}.`);
    this.status = status;
    this.title = body?.title ?? 'The server failed';
    this.errors = body?.errors ?? [];
    this.requestId = body?.request_id ?? headers.get('X-Request-Id');
    this.retryAfter = Number.parseInt(headers.get('Retry-After') ?? '', 10) || null;
  }
}

/** @type {Record<Silence, string>} */
const WITHOUT_ANSWER = {
  lost: 'The server can’t be reached.',
  late: 'The server did not answer in time.',
  stopped: 'You stopped waiting for the server’s answer.',
  garbled: 'What came was not an answer of this server.',
};

/** There was no answer: whether the server did it is not known. */
export class Unreachable extends Error {
  /** @param {Silence} why */
  constructor(why = 'lost') {
    super(WITHOUT_ANSWER[why]);
    this.why = why;
  }
}

/** There is no session any more: one has to log in again. */
export class SessionEnded extends Error {
  constructor(reason = 'Your session has ended. Log in again.') {
    super(reason);
  }
}

/** @type {WeakSet<Error>} */
const early = new WeakSet();

/**
 * Marks a failure that came before the server was asked to do something: so it did nothing.
 * @param {unknown} error
 */
export function beforehand(error) {
  if (error instanceof Error) early.add(error);
  return error;
}

/**
 * Whether nobody can say if the server did it: no answer, or one of a server or proxy that failed half way.
 * @param {unknown} error
 */
export function isUnknown(error) {
  if (error instanceof Error && early.has(error)) return false;
  return error instanceof Unreachable || (error instanceof Problem && error.status >= 500 && error.status !== 503);
}

/**
 * Whether a call was given up on purpose.
 * @param {unknown} error
 */
export const isAbort = (error) => error instanceof Error && error.name === 'AbortError';

/**
 * A call without a token, or with the one that is given. What comes is taken for what openapi.yaml says: the server's tests
 * compare every answer with it.
 * @template {Path} P
 * @template {Method<P>} M
 * @param {M} method
 * @param {P} template
 * @param {Call<P, M>} options
 * @returns {Promise<Answer<P, M>>}
 */
export async function send(method, template, options) {
  const { body, type = 'application/json', token, signal = null, longest } = options;
  const url = urlOf(template, options);
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = type;
  const waiting = wait(signal, longest);
  let response;
  let text;
  try {
    const sent = body === undefined ? null : JSON.stringify(body);
    response = await fetch(url, { method, headers, body: sent, signal: waiting.signal, cache: 'no-store' });
    text = await response.text();
  } catch (error) {
    if (isAbort(error) && waiting.why === null) throw error;
    throw new Unreachable(waiting.why ?? 'lost');
  } finally {
    waiting.end();
  }
  const answer = parse(text);
  if (!response.ok) throw new Problem(response.status, answer, response.headers);
  // A network that wants one to log in first answers everything with a page of its own.
  if (answer === null && response.status !== 204) throw new Unreachable('garbled');
  return answer;
}

/**
 * The address of a path's template; parameters of the query that are null or empty are left out.
 * @param {string} template
 * @param {{ path?: Record<string, string>, query?: object }} parameters
 */
function urlOf(template, { path = {}, query }) {
  const filled = template.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
  return query ? `${filled}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}` : filled;
}

/** How often a call is repeated with a newer token. Once is enough, unless tokens hold for a second or the machine slept. */
const REPEATS = 3;

/**
 * A call by who is logged in. A token that has expired is replaced without a word.
 * @template {Path} P
 * @template {Method<P>} M
 * @param {M} method
 * @param {P} template
 * @param {Call<P, M>} options
 * @returns {Promise<Answer<P, M>>}
 */
export async function call(method, template, options) {
  const kept = session.current();
  if (!kept || !session.isOwn(kept)) throw new SessionEnded();
  let token = kept.access_token;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    try {
      return await send(method, template, { ...options, token });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
    token = await refreshed(token);
  }
  throw await ended(session.current());
}

/** @type {Promise<string> | null} */
let refreshing = null;

/**
 * An access token other than the one that was refused; asked for once, however many calls and tabs wait for it.
 * @param {string} refused
 */
function refreshed(refused) {
  refreshing ??= exclusively(() => refresh(refused))
    // The call that wanted it was refused, so nothing was done; it can be tried again.
    .catch((error) => Promise.reject(beforehand(error)))
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/**
 * A refresh token holds once and its second use ends the session, so tabs take turns, where the browser has locks.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function exclusively(work) {
  if (!navigator.locks) return work();
  const waiting = wait(); // a tab that the browser has put to sleep may hold the lock
  try {
    return await navigator.locks.request('customary.refresh', { signal: waiting.signal }, () => {
      waiting.end();
      return work();
    });
  } catch (error) {
    if (isAbort(error)) throw new Unreachable(waiting.why ?? 'lost');
    throw error;
  } finally {
    waiting.end();
  }
}

/**
 * A refresh token whose exchange had no answer: the server may have taken it, and then refuses it.
 * @type {string | null}
 */
let doubtful = null;

/** @param {string} refused */
async function refresh(refused) {
  const kept = await session.newest();
  if (!kept) throw new SessionEnded();
  if (kept.access_token !== refused) {
    await session.keep(kept, kept.account); // another tab was faster, or logged in anew
    if (!session.isOwn(kept)) throw new SessionEnded();
    return kept.access_token;
  }
  try {
    const body = { refresh_token: kept.refresh_token };
    const tokens = await send('POST', '/api/1/session/refresh/', { body });
    // Whoever has logged out meanwhile, in any tab, stays so.
    if ((await session.newest())?.refresh_token !== kept.refresh_token) throw new SessionEnded();
    await session.keep(tokens, kept.account);
    return tokens.access_token;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) throw await ended(kept);
    if (isUnknown(error)) doubtful = kept.refresh_token;
    throw error;
  }
}

const LOST = 'Your session could not be renewed, since the server’s answer was lost on the way. Log in again.';

/**
 * This session is over; a newer one, of another tab, is not.
 * @param {Session | null} kept
 */
async function ended(kept) {
  if ((await session.newest())?.refresh_token === kept?.refresh_token) await session.forget();
  return new SessionEnded(kept && kept.refresh_token === doubtful ? LOST : undefined);
}

/** @param {string} text */
function parse(text) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
