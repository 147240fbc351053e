// Which view is shown: what stands after # in the address. The server knows one page only.

/** The route of an address: its path, and its query. */
export function route() {
  const [path = '', query = ''] = location.hash.replace(/^#/, '').split('?');
  return { path: path || '/', query: new URLSearchParams(query) };
}

/**
 * The address of a route; parameters that are null or empty are left out.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} query
 */
export function address(path, query = {}) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') given.append(name, String(value));
  }
  const text = given.toString();
  return text ? `#${path}?${text}` : `#${path}`;
}

/**
 * Goes somewhere; `replace` leaves no entry in the history.
 * @param {string} to
 */
export function go(to, { replace = false } = {}) {
  if (!replace) {
    location.hash = to.slice(1);
    return;
  }
  history.replaceState(null, '', to);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
