// Logging in.

import { arrive, attempt, own, reasonForLogin } from '../access.js';
import { send } from '../api.js';
import { el, heading } from '../dom.js';
import { Form } from '../forms.js';
import { notify } from '../notice.js';
import { address } from '../router.js';
import * as session from '../session.js';

/** @import { Field, LoginField, Texts, Visit } from 'types' */

/** @type {Field<LoginField>[]} */
const FIELDS = [
  { id: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
  { id: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
];

/** @param {Visit} visit */
export function loginView({ query, here }) {
  const form = new Form(FIELDS, { submit: 'Log in', onSubmit: (values) => logIn(values) });
  form.fill({ email: query.get('email') });
  const reason = reasonForLogin();
  if (reason) form.summary.append(el('p', {}, reason));

  /** @param {Texts<LoginField>} values */
  const logIn = ({ email, password }) =>
    attempt({
      here,
      work: async () => {
        const tokens = await send('POST', '/api/1/login/', { body: { email, password } });
        const account = await send('GET', '/api/1/account/', { token: tokens.access_token });
        await session.keep(tokens, account);
        return account;
      },
      done: (account) => {
        if (here()) return arrive(account);
        own(account);
        return notify('You are logged in.', { link: { href: address('/customers'), text: 'Go to the customers' } });
      },
      failed: (error) => {
        if (here()) form.show(error);
        else notify(`You were not logged in. ${error.message}`, { fails: true, about: '/login' });
      },
    });

  const register = el('p', {}, 'No account yet? ', el('a', { href: '#/register' }, 'Register'));
  return { title: 'Log in', element: el('section', { class: 'narrow' }, heading('Log in'), form.element, register) };
}
