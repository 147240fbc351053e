// The page: shows the view that the address names, and the header around it.

import { adopt, arrive, forgetWork, toLogin } from './access.js';
import { SessionEnded, call } from './api.js';
import { byId, el, focusHeading, heading } from './dom.js';
import { notify, turn } from './notice.js';
import { address, go, route } from './router.js';
import * as session from './session.js';
import { accountView } from './views/account.js';
import { customerView } from './views/customer.js';
import { customersView } from './views/customers.js';
import { loginView } from './views/login.js';
import { registerView } from './views/register.js';

/** @import { View, Visit } from 'types' */

/** @type {{ pattern: RegExp, make: (visit: Visit) => View, secured?: boolean }[]} */
const ROUTES = [
  { pattern: /^\/login$/, make: loginView },
  { pattern: /^\/register$/, make: registerView },
  { pattern: /^\/account$/, make: accountView, secured: true },
  { pattern: /^\/customers$/, make: customersView, secured: true },
  { pattern: /^\/customers\/new$/, make: customerView, secured: true },
  { pattern: /^\/customers\/([^/]+)$/, make: customerView, secured: true },
];

/** How many milliseconds logging out waits for the server to be told. */
const FAREWELL = 4_000;

const main = byId('main');
const logout = byId('logout');
const links = [...byId('navigation').querySelectorAll('a')];

/**
 * The view that is shown, its path and whose it is; `left` is aborted when another takes its place.
 * @type {{ path: string, account: string | undefined, left: AbortController, view: View } | null}
 */
let shown = null;

/** @param {string} path */
const find = (path) => ROUTES.find(({ pattern }) => pattern.test(path));

function show() {
  const { path, query } = route();
  const account = session.current()?.account.id;
  if (path === '/' || (path === '/login' && account)) {
    go(account ? address('/customers') : '#/login', { replace: true });
    return;
  }
  const found = find(path);
  if (found?.secured && !account) {
    toLogin();
    return;
  }
  turn(path);
  showSession();
  if (shown?.path === path && shown.account === account && shown.view.update) {
    shown.view.update(query);
    return;
  }
  const left = new AbortController();
  // What a view began may end when the person has gone elsewhere; then it leaves alone what is shown.
  const here = () => shown?.left === left && route().path === path;
  const visit = { path, query, here, left: left.signal, id: found?.pattern.exec(path)?.[1] };
  const view = found ? found.make(visit) : unknownView();
  shown?.left.abort();
  shown = { path, account, left, view };
  document.title = `${view.title} · Customary`;
  main.replaceChildren(view.element);
  scrollTo(0, 0);
  focusHeading();
}

function unknownView() {
  const element = el('section', {}, heading('Not found'), el('p', {}, 'There is nothing at this address.'));
  return { title: 'Not found', element };
}

function showSession() {
  const kept = session.current();
  byId('navigation').hidden = !kept;
  byId('whose').textContent = kept?.account.organization.name ?? '';
  const { path } = route();
  for (const link of links) {
    const to = link.hash.slice(1);
    if (path === to || path.startsWith(`${to}/`)) link.setAttribute('aria-current', path === to ? 'page' : 'true');
    else link.removeAttribute('aria-current');
  }
}

async function logOut() {
  if (logout.getAttribute('aria-disabled')) return; // already on its way
  logout.setAttribute('aria-disabled', 'true');
  let told = true;
  try {
    await call('POST', '/api/1/logout/', { longest: FAREWELL });
  } catch (error) {
    told = error instanceof SessionEnded;
  }
  // Whatever the server says, here the session is over, and what was typed with it.
  logout.removeAttribute('aria-disabled');
  forgetWork();
  await session.forget();
  go('#/login');
  if (!told) notify('You are logged out here. The server could not be told: there, the session ends by itself later.');
}

/** Another tab has logged in or out. */
function follow() {
  const kept = session.current();
  if (kept && !session.isOwn(kept)) adopt(kept.account);
  else if (kept && shown?.path === '/login') arrive(kept.account);
  else if (!kept && find(route().path)?.secured) toLogin('You are logged out, which happened in another tab.');
  else showSession();
}

logout.addEventListener('click', logOut);
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault(); // the address after # is the route
  main.focus();
});
addEventListener('hashchange', show);
session.onChange(showSession);
session.onChangeElsewhere(follow);
show();
