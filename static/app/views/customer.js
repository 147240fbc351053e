// A customer's form: a new one, or one that is changed. When saving fails for a reason that no field can mend, what
// happened takes the form's place; what was typed is kept.

import { attempt, draft } from '../access.js';
import { Problem, Unreachable, call } from '../api.js';
import { nameOfCountry } from '../countries.js';
import { el, heading, moment, notify } from '../dom.js';
import { Form, explanation, isMendable } from '../forms.js';
import { address, go } from '../router.js';
import { lastList } from './customers.js';

const FIELDS = [
  { id: 'name', label: 'Name', wide: true },
  { id: 'email', label: 'E-mail address', type: 'email' },
  { id: 'phone', label: 'Phone', type: 'tel' },
  { id: 'company', label: 'Company', wide: true },
  { id: 'address', label: 'Address', kind: 'textarea', wide: true },
  { id: 'postal_code', label: 'Postal code' },
  { id: 'city', label: 'City' },
  { id: 'region', label: 'Region' },
  { id: 'country', label: 'Country', kind: 'country' },
  { id: 'notes', label: 'Notes', kind: 'textarea', wide: true },
];

export function customerView({ path, id }) {
  const title = id ? 'Change customer' : 'New customer';
  const leaving = id ? lastList() : address('/customers');
  const element = el('section');
  const cancel = el('a', { href: lastList(), on: { click: () => draft.remove(path) } }, 'Cancel');
  const form = new Form(FIELDS, { submit: 'Save', actions: [cancel], onSubmit: save });
  /** What the server had when the form came: only what differs from it is sent. */
  let before = Object.fromEntries(FIELDS.map((field) => [field.id, '']));

  function keepDraft() {
    draft.set(path, { values: form.values(), before, keep: keepDraft });
  }

  function showForm(customer) {
    const changed = customer && el('p', { class: 'hint' }, 'Created ', moment(customer.created_at), ', changed ', moment(customer.updated_at));
    element.replaceChildren(...[heading(title), changed, form.element].filter(Boolean));
    draft.set(path, draft.get(path) ?? { values: form.values(), before });
    draft.get(path).keep = keepDraft;
  }

  async function load() {
    element.replaceChildren(heading(title), el('p', { role: 'status' }, 'Loading…'));
    await attempt(
      async () => {
        const customer = await call('GET', `/api/1/customer/${encodeURIComponent(id)}/`);
        before = Object.fromEntries(FIELDS.map((field) => [field.id, customer[field.id] ?? '']));
        form.fill(before);
        showForm(customer);
        element.querySelector('h1').focus();
      },
      (error) => {
        const missing = error instanceof Problem && [400, 404].includes(error.status);
        const sentences = explanation(error).map((sentence) => el('p', {}, sentence));
        const again = !missing && el('button', { type: 'button', on: { click: load } }, 'Try again');
        element.replaceChildren(heading(missing ? 'Not found' : title), el('div', { role: 'alert' }, sentences), again || '');
        element.querySelector('h1').focus();
      },
    );
  }

  async function save(values) {
    keepDraft();
    await attempt(
      async () => {
        await (id ? update(id, values, before) : create(values));
        draft.remove(path);
        notify('Saved.');
        go(leaving);
      },
      (error) => {
        if (isMendable(error)) showErrors(error);
        else showFailure(error, values);
      },
    );
  }

  function showErrors(problem) {
    if (!form.element.isConnected) showForm();
    form.show(problem);
  }

  function showFailure(error, values) {
    const again = el('button', { type: 'button' }, 'Try again');
    again.addEventListener('click', async () => {
      if (again.disabled) return;
      again.disabled = true;
      await save(values);
    });
    const back = el('button', { type: 'button', class: 'quiet' }, 'Back to the form');
    back.addEventListener('click', () => {
      showForm();
      element.querySelector('h1').focus();
    });
    const sentences = [...whatHappened(error, id), ...requestId(error)].map((sentence) => el('p', {}, sentence));
    element.replaceChildren(
      heading('Saving failed'),
      el('div', { class: 'failure' }, sentences),
      el('div', { class: 'actions' }, again, back),
      el('h2', {}, 'What you typed'),
      typed(values),
    );
    element.querySelector('h1').focus();
  }

  const kept = draft.get(path);
  if (kept) {
    before = kept.before;
    form.fill(kept.values);
    showForm();
  } else if (id) {
    load();
  } else {
    showForm();
  }
  return { title, element };
}

function create(values) {
  const given = Object.entries(values).filter(([name, value]) => name === 'name' || value !== '');
  return call('POST', '/api/1/customer/create/', { body: Object.fromEntries(given) });
}

/** A merge patch (RFC 7396): what differs, and null for what was emptied. An emptied name is left to the server to refuse. */
function update(id, values, before) {
  const changed = Object.entries(values).filter(([name, value]) => value !== before[name]);
  const body = Object.fromEntries(changed.map(([name, value]) => [name, value === '' && name !== 'name' ? null : value]));
  return call('PATCH', `/api/1/customer/${encodeURIComponent(id)}/`, { body, type: 'application/merge-patch+json' });
}

function whatHappened(error, id) {
  if (error instanceof Unreachable) {
    const check = id
      ? 'To try again does no harm: the change is the same.'
      : 'Search for the customer before you try again, so that it is not there twice. One with an e-mail address can’t be.';
    return [error.message, 'Whether the customer was saved is not known.', check];
  }
  const [first, ...others] = explanation(error).filter((sentence) => !sentence.startsWith('Request id'));
  const unchanged = error.status === 503 ? ['Nothing was changed.'] : [];
  return [first, ...unchanged, ...others];
}

const requestId = (error) => (error.requestId ? [`Request id: ${error.requestId}`] : []);

function typed(values) {
  const rows = FIELDS.filter(({ id }) => values[id] !== '').map(({ id, label }) => [
    el('dt', {}, label),
    el('dd', { class: 'lines' }, id === 'country' ? nameOfCountry(values[id]) : values[id]),
  ]);
  return el('dl', { class: 'details' }, rows.flat());
}
