// Registering an account and its organization.

import { attempt } from '../access.js';
import { send } from '../api.js';
import { el, heading, notify } from '../dom.js';
import { Form } from '../forms.js';
import { address, go } from '../router.js';

const FIELDS = [
  { id: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
  { id: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: '8 to 128 characters.' },
  { id: 'name', label: 'Your name', autocomplete: 'name' },
  { id: 'organization', label: 'Organization', autocomplete: 'organization' },
  { id: 'country', label: 'Country', kind: 'country', hint: 'Phone numbers without a country code are of this country.' },
];

export function registerView() {
  const form = new Form(FIELDS, { submit: 'Register', onSubmit: register });

  async function register({ email, password, ...optional }) {
    const given = Object.entries(optional).filter(([, value]) => value !== '');
    await attempt(
      async () => {
        await send('POST', '/api/1/register/', { body: { email, password, ...Object.fromEntries(given) } });
        notify('You are registered. Log in.');
        go(address('/login', { email: email.trim() }));
      },
      (error) => form.show(error),
    );
  }

  const login = el('p', {}, 'Registered already? ', el('a', { href: '#/login' }, 'Log in'));
  return { title: 'Register', element: el('section', { class: 'narrow' }, heading('Register'), form.element, login) };
}
