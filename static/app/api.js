// Calls of the public API, and the three ways in which they can fail.

import * as session from './session.js';
import { wait } from './waiting.js';

/** The server answered that it did not do it: a problem (RFC 9457), or what some proxy made of it. */
export class Problem extends Error {
  constructor(status, body, headers) {
    super(body?.detail ?? `The server answered with status ${status}.`);
    this.status = status;
    this.title = body?.title ?? 'The server failed';
    this.errors = body?.errors ?? [];
    this.requestId = body?.request_id ?? headers.get('X-Request-Id');
    this.retryAfter = Number.parseInt(headers.get('Retry-After'), 10) || null;
  }
}

const WITHOUT_ANSWER = {
  lost: 'The server can’t be reached.',
  late: 'The server did not answer in time.',
  stopped: 'You stopped waiting for the server’s answer.',
  garbled: 'What came was not an answer of this server.',
};

/** There was no answer: whether the server did it is not known. */
export class Unreachable extends Error {
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

/** Marks a failure that came before the server was asked to do something: so it did nothing. */
export function beforehand(error) {
  error.beforehand = true;
  return error;
}

/** Whether nobody can say if the server did it: no answer, or one of a server or proxy that failed half way. */
export function isUnknown(error) {
  if (error.beforehand) return false;
  return error instanceof Unreachable || (error instanceof Problem && error.status >= 500 && error.status !== 503);
}

/** A call without a token, or with the one that is given. `longest` is how many milliseconds it may take. */
export async function send(method, path, { body, type = 'application/json', token, signal, longest } = {}) {
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = type;
  const waiting = wait(signal, longest);
  let response;
  let text;
  try {
    const options = { method, headers, body: body && JSON.stringify(body), signal: waiting.signal, cache: 'no-store' };
    response = await fetch(path, options);
    text = await response.text();
  } catch (error) {
    if (error.name === 'AbortError' && waiting.why === null) throw error;
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

/** How often a call is repeated with a newer token. Once is enough, unless tokens hold for a second or the machine slept. */
const REPEATS = 3;

/** A call by who is logged in. A token that has expired is replaced without a word. */
export async function call(method, path, options = {}) {
  const kept = session.current();
  if (!kept || !session.isOwn(kept)) throw new SessionEnded();
  let token = kept.access_token;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    try {
      return await send(method, path, { ...options, token });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
    token = await refreshed(token);
  }
  throw await ended(session.current());
}

let refreshing = null;

/** An access token other than the one that was refused; asked for once, however many calls and tabs wait for it. */
function refreshed(refused) {
  refreshing ??= exclusively(() => refresh(refused))
    // The call that wanted it was refused, so nothing was done; it can be tried again.
    .catch((error) => Promise.reject(beforehand(error)))
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** A refresh token holds once and its second use ends the session, so tabs take turns, where the browser has locks. */
async function exclusively(work) {
  if (!navigator.locks) return work();
  const waiting = wait(); // a tab that the browser has put to sleep may hold the lock
  try {
    return await navigator.locks.request('customary.refresh', { signal: waiting.signal }, () => {
      waiting.end();
      return work();
    });
  } catch (error) {
    if (error.name === 'AbortError') throw new Unreachable(waiting.why);
    throw error;
  } finally {
    waiting.end();
  }
}

/** A refresh token whose exchange had no answer: the server may have taken it, and then refuses it. */
let doubtful = null;

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

/** This session is over; a newer one, of another tab, is not. */
async function ended(kept) {
  if ((await session.newest())?.refresh_token === kept?.refresh_token) await session.forget();
  return new SessionEnded(kept && kept.refresh_token === doubtful ? LOST : undefined);
}

function parse(text) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
