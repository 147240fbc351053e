// The account: whose it is, and its password.

import { attempt } from '../access.js';
import { call } from '../api.js';
import { nameOfCountry } from '../countries.js';
import { el, heading, moment, notify } from '../dom.js';
import { Form, explanation } from '../forms.js';

const FIELDS = [
  { id: 'current_password', label: 'Current password', type: 'password', autocomplete: 'current-password' },
  { id: 'new_password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: '8 to 128 characters.' },
];

export function accountView() {
  const details = el('dl', { class: 'details', 'aria-busy': 'true' });
  const problem = el('div', { role: 'alert', class: 'summary' });
  const form = new Form(FIELDS, { submit: 'Change password', onSubmit: changePassword });

  async function load() {
    await attempt(
      async () => {
        const { email, name, role, organization, created_at: created } = await call('GET', '/api/1/account/');
        const rows = [
          ['E-mail address', email],
          ['Name', name ?? '—'],
          ['Role', role],
          ['Organization', organization.name],
          ['Country', organization.country ? nameOfCountry(organization.country) : '—'],
          ['Registered', moment(created)],
        ];
        details.replaceChildren(...rows.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));
        details.removeAttribute('aria-busy');
      },
      (error) => problem.replaceChildren(...explanation(error).map((sentence) => el('p', {}, sentence))),
    );
  }

  async function changePassword(body) {
    await attempt(
      async () => {
        await call('POST', '/api/1/account/password/', { body });
        form.fill({ current_password: '', new_password: '' });
        notify('Your password was changed.');
      },
      (error) => form.show(error),
    );
  }

  load();
  const password = el('section', { class: 'narrow' }, el('h2', {}, 'Password'), form.element);
  return { title: 'Account', element: el('section', {}, heading('Account'), problem, details, password) };
}
