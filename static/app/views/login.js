// Logging in.

import { arrive, attempt, reasonForLogin } from '../access.js';
import { call, send } from '../api.js';
import { el, heading } from '../dom.js';
import { Form } from '../forms.js';
import * as session from '../session.js';

const FIELDS = [
  { id: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
  { id: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
];

export function loginView({ query }) {
  const form = new Form(FIELDS, { submit: 'Log in', onSubmit: logIn });
  form.fill({ email: query.get('email') });
  const reason = reasonForLogin();
  if (reason) form.summary.append(el('p', {}, reason));

  async function logIn({ email, password }) {
    await attempt(
      async () => {
        await session.keep(await send('POST', '/api/1/login/', { body: { email, password } }), null);
        const account = await call('GET', '/api/1/account/');
        await session.keep(session.current(), account);
        arrive(account.email);
      },
      async (error) => {
        await session.forget();
        form.show(error);
      },
    );
  }

  const register = el('p', {}, 'No account yet? ', el('a', { href: '#/register' }, 'Register'));
  return { title: 'Log in', element: el('section', { class: 'narrow' }, heading('Log in'), form.element, register) };
}
