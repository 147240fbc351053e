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

const warn = (event) => event.preventDefault();

/** The listener is there only while it is needed: browsers keep pages for “Back” that have none. */
function guard() {
  if (drafts.size > 0) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
}
