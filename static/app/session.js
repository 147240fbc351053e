// The session in this browser: tokens, and whose they are.
//
// They are in localStorage, so that tabs share them and a reload keeps them. Any script of this origin could read them, so
// the content security policy lets no script run but the server's own files, and nothing that people typed becomes markup.

import * as vault from './vault.js';

const KEY = 'customary.session';

/** The session as far as this tab knows, or null. */
export function current() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // not ours, or of another version: as if logged out
  }
}

/** Keeps what login or refreshSession answered, and the account if it is known. */
export async function keep({ access_token, refresh_token }, account = current()?.account) {
  const session = { access_token, refresh_token, account };
  localStorage.setItem(KEY, JSON.stringify(session));
  await vault.write(session);
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
}

/** Calls back when another tab logs in or out. */
export function onChangeElsewhere(listener) {
  addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) listener();
  });
}
