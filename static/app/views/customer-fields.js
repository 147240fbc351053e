// The fields of a customer: those of its form, and how their values are told.

import { nameOfCountry } from '../countries.js';
import { el, quoted } from '../dom.js';

/** @import { Change, Child, Customer, CustomerField, CustomerTexts, Field } from 'types' */

/** @type {Field<CustomerField>[]} */
export const FIELDS = [
  { id: 'name', label: 'Name', wide: true, required: true },
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

/**
 * A customer's values as the form has them.
 * @param {Partial<Customer>} customer
 */
export function fieldsOf(customer) {
  /** @type {Partial<CustomerTexts>} */
  const values = Object.fromEntries(FIELDS.map(({ id }) => [id, customer[id] ?? '']));
  return /** @type {CustomerTexts} */ (values); // there is a field for each
}

/** @type {(id: CustomerField, value: string) => string} */
const told = (id, value) => (id === 'country' ? nameOfCountry(value) : value);

/**
 * All that was typed, to be read and copied.
 * @param {CustomerTexts} values
 */
export function typed(values) {
  const rows = FIELDS.filter(({ id }) => values[id] !== '').map(({ id, label }) => [
    el('dt', {}, label),
    el('dd', { class: 'lines', dir: 'auto' }, told(id, values[id])),
  ]);
  return el('dl', { class: 'details' }, rows);
}

/** @typedef {(name: CustomerField, value: string) => void} Take */

/**
 * What others changed since somebody began to type. `take` puts theirs into the form, `discard` gives up what was typed.
 * @param {Change[]} changes
 * @param {{ take: Take, discard: () => void }} choices
 */
export function changesOf(changes, { take, discard }) {
  return el(
    'section',
    { class: 'changed', role: 'alert', 'aria-labelledby': 'changed-title' },
    el('h2', { id: 'changed-title' }, 'Changed by others since you began'),
    el('ul', {}, changes.map((change) => item(change, take))),
    el('p', {}, 'Nothing of what you typed is saved yet. Save keeps what the form shows.'),
    el('button', { type: 'button', class: 'quiet', on: { click: discard } }, 'Discard what I typed'),
  );
}

/**
 * @param {Change} change
 * @param {Take} take
 */
function item({ name, before, now, typed: mine }, take) {
  const label = FIELDS.find(({ id }) => id === name)?.label ?? name;
  /** @type {(text: string) => Child} */
  const value = (text) => (text === '' ? 'empty' : quoted(told(name, text)));
  const sentence = [el('strong', {}, label), ' was ', value(before), ' and is now ', value(now), '. '];
  if (mine === undefined) return el('li', {}, sentence, 'The form shows what it is now.');
  const choice = el('span', {}, mine === '' ? 'You emptied it' : ['You typed ', value(mine)], '. ');
  const use = () => {
    choice.replaceChildren('The form has theirs now.');
    take(name, now);
  };
  const attributes = { type: 'button', class: 'quiet', 'aria-label': `Use theirs: ${label}`, on: { click: use } };
  choice.append(el('button', attributes, 'Use theirs'));
  return el('li', {}, sentence, choice);
}
