// The session in this browser: tokens, and whose they are.
//
// They are in localStorage, so that tabs share them and a reload keeps them. Any script of this origin could read them, so
// the content security policy lets no script run but the server's own files, and nothing that people typed becomes markup.

const KEY = 'customary.session';

/** The session, or null. */
export function current() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // not ours, or of another version: as if logged out
  }
}

/** Keeps what login or refreshSession answered, and the account if it is known. */
export function keep({ access_token, refresh_token }, account = current()?.account) {
  localStorage.setItem(KEY, JSON.stringify({ access_token, refresh_token, account }));
}

/** Forgets the session in all tabs. */
export function forget() {
  localStorage.removeItem(KEY);
}

/** Calls back when another tab logs in or out. */
export function onChangeElsewhere(listener) {
  addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) listener();
  });
}
