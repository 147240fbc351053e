// The page: shows the view that the address names, and the header around it.

import { draft, forgetWork, toLogin } from './access.js';
import { SessionEnded, call } from './api.js';
import { el, heading, notify } from './dom.js';
import { address, go, route } from './router.js';
import * as session from './session.js';
import { accountView } from './views/account.js';
import { customerView } from './views/customer.js';
import { customersView } from './views/customers.js';
import { loginView } from './views/login.js';
import { registerView } from './views/register.js';

const ROUTES = [
  { pattern: /^\/login$/, make: loginView },
  { pattern: /^\/register$/, make: registerView },
  { pattern: /^\/account$/, make: accountView, secured: true },
  { pattern: /^\/customers$/, make: customersView, secured: true },
  { pattern: /^\/customers\/new$/, make: customerView, secured: true },
  { pattern: /^\/customers\/([^/]+)$/, make: customerView, secured: true },
];

const main = document.getElementById('main');
const notice = document.getElementById('notice');
let shown = null;
let noticed = '';

function show() {
  const { path, query } = route();
  if (path === '/' || (path === '/login' && session.current())) {
    go(session.current() ? address('/customers') : '#/login', { replace: true });
    return;
  }
  const found = ROUTES.find(({ pattern }) => pattern.test(path));
  if (found?.secured && !session.current()) {
    toLogin();
    return;
  }
  // A notice is about the step before: it stays for one view.
  if (notice.textContent === noticed) notify('');
  noticed = notice.textContent;
  showSession();
  if (shown?.path === path && shown.view.update) {
    shown.view.update(query);
    return;
  }
  const view = found ? found.make({ path, id: found.pattern.exec(path)[1], query }) : unknownView();
  shown = { path, view };
  document.title = `${view.title} · Customary`;
  main.replaceChildren(view.element);
  main.querySelector('h1').focus();
}

function unknownView() {
  const element = el('section', {}, heading('Not found'), el('p', {}, 'There is nothing at this address.'));
  return { title: 'Not found', element };
}

function showSession() {
  const kept = session.current();
  document.getElementById('navigation').hidden = !kept;
  document.getElementById('whose').textContent = kept?.account?.organization.name ?? '';
  for (const link of document.querySelectorAll('#navigation a')) {
    if (location.hash.startsWith(link.hash)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

async function logOut() {
  try {
    await call('POST', '/api/1/logout/');
  } catch (error) {
    // Whatever the server says, here the session is over. Its tokens end by themselves where it could not be told.
    if (!(error instanceof SessionEnded)) notify('You are logged out here. The server could not be told.');
  }
  await session.forget();
  forgetWork();
  shown = null;
  go('#/login');
}

document.getElementById('logout').addEventListener('click', logOut);
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address after # is the route
  main.focus();
});
main.addEventListener('input', () => draft.get(route().path)?.keep());
addEventListener('hashchange', show);
session.onChangeElsewhere(() => {
  if (session.current()) showSession();
  else show();
});
show();
