// Registering an account and its organization.

import { attempt } from '../access.js';
import { isUnknown, send } from '../api.js';
import { el, heading, quoted } from '../dom.js';
import * as drafts from '../drafts.js';
import { Form } from '../forms.js';
import { notify } from '../notice.js';
import { address, go } from '../router.js';

/** @import { Field, RegisterField, Texts, Visit } from 'types' */

/** @type {Field<RegisterField>[]} */
const FIELDS = [
  { id: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', required: true },
  {
    id: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'new-password',
    hint: '8 to 128 characters.',
    required: true,
  },
  { id: 'name', label: 'Your name', autocomplete: 'name' },
  { id: 'organization', label: 'Organization', autocomplete: 'organization' },
  { id: 'country', label: 'Country', kind: 'country', hint: 'Phone numbers without a country code are of this country.' },
];

/** @param {Visit} visit */
export function registerView({ path, here, left }) {
  const form = new Form(FIELDS, { submit: 'Register', onSubmit: register });
  drafts.watch(form.element, left);

  /** @param {Texts<RegisterField>} values */
  async function register({ email, password, ...optional }) {
    const given = Object.entries(optional).filter(([, value]) => value !== '');
    const login = { href: address('/login', { email: email.trim() }), text: 'Log in' };
    await attempt({
      here,
      work: () => send('POST', '/api/1/register/', { body: { email, password, ...Object.fromEntries(given) } }),
      done: () => {
        if (!here()) return notify([quoted(email.trim()), ' is registered.'], { link: login });
        notify('You are registered. Log in.');
        return go(login.href);
      },
      failed: (error) => {
        const unknown = [
          'Whether you are registered is not known.',
          el('span', {}, 'Try to ', el('a', { href: login.href }, 'log in'), ': if that is refused, register again.'),
        ];
        if (here()) return form.show(error, unknown);
        const unclear = ['Whether ', quoted(email.trim()), ' is registered is not known. '];
        const what = isUnknown(error) ? unclear : 'You were not registered. ';
        const link = isUnknown(error) ? { ...login, text: 'Try to log in' } : { href: address(path), text: 'Register' };
        return notify([what, error.message], { link, fails: true, about: path });
      },
    });
  }

  const login = el('p', {}, 'Registered already? ', el('a', { href: '#/login' }, 'Log in'));
  return { title: 'Register', element: el('section', { class: 'narrow' }, heading('Register'), form.element, login) };
}
