// What is typed in forms and not saved, by the path of their route. In memory only: it ends with the tab, so the browser
// asks before it leaves the page.

const drafts = new Map();

/**
 * The draft of a path, or undefined: `values` as typed; `before`, what the server had when they were compared last; `sent`,
 * what was sent without an answer; `failure`, why it could not be saved; `saving`, a promise while it is being saved.
 */
export const get = (path) => drafts.get(path);

export function set(path, draft) {
  drafts.set(path, draft);
  guard();
}

export function remove(path) {
  drafts.delete(path);
  guard();
}

export function clear() {
  drafts.clear();
  guard();
}

/** Forms that are typed in and leave no draft, since they have passwords. */
const forms = new Set();

/** The browser asks before it leaves the page with something typed in this form, which is shown until `left` is aborted. */
export function watch(form, left) {
  form.addEventListener('input', () => {
    forms.add(form);
    guard();
  });
  left.addEventListener('abort', () => settle(form));
}

/** What was typed in a form is where it belongs. */
export function settle(form) {
  forms.delete(form);
  guard();
}

const warn = (event) => event.preventDefault();

/** The listener is there only while it is needed: browsers keep pages for “Back” that have none. */
function guard() {
  if (drafts.size + forms.size > 0) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
}
