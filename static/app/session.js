// The session in this browser: tokens, and whose they are.
//
// They are in localStorage, so that tabs share them and a reload keeps them. Any script of this origin could read them, so
// the content security policy lets no script run but the server's own files, and nothing that people typed becomes markup.

import * as vault from './vault.js';

/** @import { Account, Session, Tokens } from 'types' */

const KEY = 'customary.session';

/** @type {(() => void)[]} */
const listeners = [];

/** The account that this tab works for: another tab may log in another one, and what is shown here is not theirs. */
let owner = current()?.account.id ?? null;

/**
 * The session as far as this tab knows, or null.
 * @returns {Session | null}
 */
export function current() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return kept?.access_token && kept.account?.id ? kept : null;
  } catch {
    return null; // not ours, or of another version: as if logged out
  }
}

/**
 * Keeps what login or refreshSession answered, with the account.
 * @param {Tokens} tokens
 * @param {Account} account
 */
export async function keep({ access_token, refresh_token }, account) {
  const session = { access_token, refresh_token, account };
  localStorage.setItem(KEY, JSON.stringify(session));
  await vault.write(session);
  listeners.forEach((listener) => listener());
}

/** The newest session of all tabs. localStorage reaches other processes of the browser only after a while. */
export async function newest() {
  const known = current();
  return known && ((await vault.read()) ?? known);
}

/** Forgets the session in all tabs. */
export async function forget() {
  localStorage.removeItem(KEY);
  await vault.write(null);
  listeners.forEach((listener) => listener());
}

/**
 * This tab works for an account from now on; whether it worked for another one before.
 * @param {Account} account
 */
export function own(account) {
  const changed = owner !== null && owner !== account.id;
  owner = account.id;
  return changed;
}

/**
 * Whether a session is that of the account that this tab works for.
 * @param {Session} session
 */
export const isOwn = (session) => session.account.id === owner;

/**
 * Calls back when this tab's session is kept or forgotten.
 * @param {() => void} listener
 */
export function onChange(listener) {
  listeners.push(listener);
}

/**
 * Calls back when another tab logs in or out, or this page comes back from where the browser had put it away.
 * @param {() => void} listener
 */
export function onChangeElsewhere(listener) {
  addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) listener();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) listener();
  });
}
