// Coming and going: to the login when there is no session, and back to where one was with what one had typed.

import { SessionEnded } from './api.js';
import { address, go } from './router.js';
import * as session from './session.js';

const ENDED = 'Your session has ended. Log in again.';

/** What is typed in forms that are not saved, by the path of their route. In memory only: it ends with the tab. */
const drafts = new Map();
let owner = session.current()?.account?.email ?? null;
let wanted = null;
let reason = null;

export const draft = {
  get: (path) => drafts.get(path),
  set: (path, typed) => drafts.set(path, typed),
  remove: (path) => drafts.delete(path),
};

/** Goes to the login, and remembers where one wanted to be. */
export function toLogin({ ended = false } = {}) {
  wanted = location.hash;
  reason = ended ? ENDED : null;
  go('#/login', { replace: true });
}

/** Why one is at the login, said once. */
export function reasonForLogin() {
  const said = reason;
  reason = null;
  return said;
}

/** Somebody has logged in: back to where they were, unless that was somebody else. */
export function arrive(email) {
  if (owner !== null && owner !== email) forgetWork();
  owner = email;
  const to = wanted ?? address('/customers');
  wanted = null;
  go(to, { replace: true });
}

/** Whoever logs out leaves nothing behind for the next one. */
export function forgetWork() {
  drafts.clear();
  wanted = null;
  reason = null;
}

/**
 * Does something that calls the API. What was given up on purpose is silent, the end of the session leads to the login, and
 * `failed` gets every other failure.
 */
export async function attempt(work, failed) {
  try {
    return await work();
  } catch (error) {
    if (error.name === 'AbortError') return undefined;
    if (error instanceof SessionEnded) return toLogin({ ended: true });
    return failed(error);
  }
}
