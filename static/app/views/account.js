// The account: whose it is, and its password.

import { attempt } from '../access.js';
import { call, isUnknown } from '../api.js';
import { nameOfCountry } from '../countries.js';
import { el, focusHeading, heading, moment, paragraphs } from '../dom.js';
import * as drafts from '../drafts.js';
import { Form, explanation } from '../forms.js';
import { notify } from '../notice.js';
import { address } from '../router.js';

/** @import { Account, Child, Field, PasswordField, Texts, Visit } from 'types' */

/** @type {Field<PasswordField>[]} */
const FIELDS = [
  { id: 'current_password', label: 'Current password', type: 'password', autocomplete: 'current-password' },
  { id: 'new_password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: '8 to 128 characters.' },
];

/** @type {[string, string]} */
const UNKNOWN = [
  'Whether your password was changed is not known.',
  'Try the new password when you next log in, or as the current one here: if it is refused, the old one still holds.',
];

/** @param {Account} account */
function rows({ email, name, role, organization, created_at: created }) {
  const country = organization.country ? nameOfCountry(organization.country) : '—';
  /** @type {[string, Child][]} */
  const told = [
    ['E-mail address', email],
    ['Name', el('bdi', {}, name ?? '—')],
    ['Role', role],
    ['Organization', el('bdi', {}, organization.name)],
    ['Country', country],
    ['Registered', moment(created)],
  ];
  return told.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]);
}

/** @param {Visit} visit */
export function accountView({ path, here, left }) {
  const details = el('dl', { class: 'details' });
  const problem = el('div', { role: 'alert', class: 'summary' });
  const form = new Form(FIELDS, { submit: 'Change password', onSubmit: changePassword });
  drafts.watch(form.element, left);

  async function load() {
    const focused = problem.contains(document.activeElement);
    problem.replaceChildren();
    if (focused) focusHeading();
    details.setAttribute('aria-busy', 'true');
    await attempt({
      here,
      work: () => call('GET', '/api/1/account/', { signal: left }),
      done: (account) => details.replaceChildren(...rows(account)),
      failed: (error) => {
        const again = el('button', { type: 'button', on: { click: load } }, 'Try again');
        problem.replaceChildren(...paragraphs(explanation(error)), again);
      },
    });
    details.removeAttribute('aria-busy');
  }

  /** @param {Texts<PasswordField>} body */
  async function changePassword(body) {
    await attempt({
      here,
      work: () => call('POST', '/api/1/account/password/', { body }),
      done: () => {
        form.fill({ current_password: '', new_password: '' });
        drafts.settle(form.element);
        notify('Your password was changed.');
      },
      failed: (error) => {
        if (here()) return form.show(error, UNKNOWN);
        const [first, second] = isUnknown(error) ? UNKNOWN : ['Your password was not changed.', ''];
        const link = { href: address(path), text: 'Go to the account' };
        return notify([first, error.message, second].join(' '), { link, fails: true, about: path });
      },
    });
  }

  load();
  const password = el('section', { class: 'narrow' }, el('h2', {}, 'Password'), form.element);
  return { title: 'Account', element: el('section', {}, heading('Account'), problem, details, password) };
}
