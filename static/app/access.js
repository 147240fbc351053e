// Coming and going: to the login when there is no session, and back to where one was with what one had typed.

import { SessionEnded, isAbort } from './api.js';
import { el } from './dom.js';
import * as drafts from './drafts.js';
import { hush, notify } from './notice.js';
import { address, go } from './router.js';
import * as session from './session.js';

/** @import { Account } from 'types' */

/** @type {string | null} */
let wanted = null;
/** @type {string | null} */
let reason = null;

/** Grows when what was begun before no longer concerns whoever is here: they logged out, or are somebody else. */
let era = 0;

/**
 * Goes to the login, and remembers where one wanted to be.
 * @param {string | null} because
 */
export function toLogin(because = null) {
  if (!location.hash.startsWith('#/login')) wanted = location.hash;
  reason = because;
  go('#/login', { replace: true });
}

/** Why one is at the login, said once. */
export function reasonForLogin() {
  const said = reason;
  reason = null;
  return said;
}

/**
 * Somebody has logged in, but is elsewhere by now.
 * @param {Account} account
 */
export function own(account) {
  if (session.own(account)) forgetWork();
}

/**
 * Somebody has logged in: back to where they were, unless that was somebody else.
 * @param {Account} account
 */
export function arrive(account) {
  own(account);
  const to = wanted ?? address('/customers');
  wanted = null;
  go(to, { replace: true });
}

/**
 * Another tab has logged in somebody else: what is shown here is not theirs, and goes.
 * @param {Account} account
 */
export function adopt(account) {
  forgetWork();
  session.own(account);
  go(address('/customers'), { replace: true });
  notify(['You are logged in as ', el('bdi', {}, account.email), ', which was done in another tab.']);
}

/** Whoever logs out leaves nothing behind for the next one. */
export function forgetWork() {
  era += 1;
  drafts.clear();
  hush();
  wanted = null;
  reason = null;
}

/**
 * Does something that calls the API: `work` calls, then `done` gets its result or `failed` its failure. What was given up on
 * purpose is silent. The end of the session leads to the login, or, if one has gone `here` no longer, is told.
 * @template Result
 * @param {object} steps
 * @param {() => Promise<Result>} steps.work
 * @param {(result: Result) => unknown} steps.done
 * @param {(error: Error) => unknown} steps.failed
 * @param {() => boolean} steps.here
 */
export async function attempt({ work, done, failed, here }) {
  const began = era;
  let result;
  try {
    result = await work();
  } catch (error) {
    if (isAbort(error) || began !== era) return;
    if (error instanceof SessionEnded) ended(error, here());
    else await failed(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  if (began === era) await done(result);
}

/**
 * @param {SessionEnded} error
 * @param {boolean} isHere
 */
function ended(error, isHere) {
  const kept = session.current();
  if (kept) adopt(kept.account);
  else if (isHere) toLogin(error.message);
  else {
    const link = { href: '#/login', text: 'Log in' };
    const sentences = `${error.message} What you had begun was not done; what you typed is kept.`;
    notify(sentences, { link, fails: true, about: '/login' });
  }
}
