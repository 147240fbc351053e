// Calls of the public API, and the three ways in which they can fail.

import * as session from './session.js';

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

/** There was no answer: whether the server did it is not known. */
export class Unreachable extends Error {
  constructor() {
    super('The server can’t be reached.');
  }
}

/** There is no session any more: one has to log in again. */
export class SessionEnded extends Error {}

/** A call without a token. */
export async function send(method, path, { body, type = 'application/json', token, signal } = {}) {
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = type;
  let response;
  let text;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal, cache: 'no-store' });
    text = await response.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable();
  }
  const answer = parse(text);
  if (!response.ok) throw new Problem(response.status, answer, response.headers);
  return answer;
}

/** How often a call is repeated with a newer token. Once is enough, unless tokens hold for a second or the machine slept. */
const REPEATS = 3;

/** A call by who is logged in. A token that has expired is replaced without a word. */
export async function call(method, path, options = {}) {
  let token = session.current()?.access_token;
  if (!token) throw new SessionEnded();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    try {
      return await send(method, path, { ...options, token });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    }
    token = await refreshed(token);
  }
  throw await ended();
}

let refreshing = null;

/** An access token other than the one that was refused; asked for once, however many calls and tabs wait for it. */
function refreshed(refused) {
  refreshing ??= exclusively(() => refresh(refused)).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** A refresh token holds once and its second use ends the session, so tabs take turns, where the browser has locks. */
function exclusively(work) {
  return navigator.locks ? navigator.locks.request('customary.refresh', work) : work();
}

async function refresh(refused) {
  const kept = await session.newest();
  if (!kept) throw new SessionEnded();
  if (kept.access_token !== refused) {
    await session.keep(kept); // another tab was faster
    return kept.access_token;
  }
  try {
    const body = { refresh_token: kept.refresh_token };
    const tokens = await send('POST', '/api/1/session/refresh/', { body });
    await session.keep(tokens);
    return tokens.access_token;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) throw await ended();
    throw error;
  }
}

async function ended() {
  await session.forget();
  return new SessionEnded();
}

function parse(text) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
