// What is typed in forms and not saved, by the path of their route. In memory only: it ends with the tab, so the browser
// asks before it leaves the page.

/** @import { Draft } from 'types' */

/** @type {Map<string, Draft>} */
const drafts = new Map();

/**
 * The draft of a path, or undefined.
 * @param {string} path
 */
export const get = (path) => drafts.get(path);

/**
 * @param {string} path
 * @param {Draft} draft
 */
export function set(path, draft) {
  drafts.set(path, draft);
  guard();
}

/** @param {string} path */
export function remove(path) {
  drafts.delete(path);
  guard();
}

export function clear() {
  drafts.clear();
  guard();
}

/**
 * Forms that are typed in and leave no draft, since they have passwords.
 * @type {Set<HTMLFormElement>}
 */
const forms = new Set();

/**
 * The browser asks before it leaves the page with something typed in this form, which is shown until `left` is aborted.
 * @param {HTMLFormElement} form
 * @param {AbortSignal} left
 */
export function watch(form, left) {
  form.addEventListener('input', () => {
    forms.add(form);
    guard();
  });
  left.addEventListener('abort', () => settle(form));
}

/**
 * What was typed in a form is where it belongs.
 * @param {HTMLFormElement} form
 */
export function settle(form) {
  forms.delete(form);
  guard();
}

/** @param {Event} event */
const warn = (event) => event.preventDefault();

/** The listener is there only while it is needed: browsers keep pages for “Back” that have none. */
function guard() {
  if (drafts.size + forms.size > 0) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
}
