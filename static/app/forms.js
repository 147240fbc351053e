// Forms: fields with their labels and errors, and what the server found wrong, at the field where it belongs.

import { Problem, Unreachable, isUnknown } from './api.js';
import { COUNTRIES } from './countries.js';
import { byId, count, el, hasFocus, paragraphs } from './dom.js';

/** @import { Child, Field, FieldError, Texts } from 'types' */

/**
 * A form of `fields` and what stands below them. Nothing is checked here: the server does.
 * @template {string} Id
 */
export class Form {
  /** @type {Map<string, HTMLElement>} */
  #errors = new Map();

  /**
   * @param {Field<Id>[]} fields
   * @param {{ submit: string, actions?: Child[], onSubmit: (values: Texts<Id>) => unknown }} options
   */
  constructor(fields, { submit, actions = [], onSubmit }) {
    /** @type {Map<string, ReturnType<typeof control>>} */
    this.controls = new Map(fields.map((field) => [field.id, control(field)]));
    this.summary = el('div', { role: 'alert', class: 'summary' });
    this.button = el('button', { type: 'submit' }, submit);
    this.element = el(
      'form',
      { novalidate: true, on: { submit: (event) => this.#submitted(event, onSubmit) } },
      this.summary,
      fields.map((field) => this.#row(field)),
      el('div', { class: 'actions' }, this.button, actions),
    );
  }

  /** @param {Field<Id>} field */
  #row({ id, label, hint, wide }) {
    const error = el('p', { class: 'error', id: `${id}-error`, hidden: true });
    this.#errors.set(id, error);
    return el(
      'div',
      { class: wide ? 'field wide' : 'field' },
      el('label', { for: id }, label),
      hint && el('p', { class: 'hint', id: `${id}-hint` }, hint),
      this.controls.get(id),
      error,
    );
  }

  /**
   * @param {Event} event
   * @param {(values: Texts<Id>) => unknown} onSubmit
   */
  async #submitted(event, onSubmit) {
    event.preventDefault();
    if (this.button.getAttribute('aria-disabled')) return; // already on its way
    this.clear();
    this.#setBusy(true);
    try {
      await onSubmit(this.values());
    } finally {
      this.#setBusy(false);
    }
  }

  /**
   * What is typed while it is on its way would be lost. Nothing is disabled that may have the focus: it would lose it.
   * @param {boolean} busy
   */
  #setBusy(busy) {
    if (busy) this.button.setAttribute('aria-disabled', 'true');
    else this.button.removeAttribute('aria-disabled');
    this.element.setAttribute('aria-busy', String(busy));
    for (const field of this.controls.values()) {
      if (field instanceof HTMLSelectElement) field.disabled = busy;
      else field.readOnly = busy;
    }
  }

  /** What is typed, by the ids of the fields. */
  values() {
    const values = Object.fromEntries([...this.controls].map(([id, { value }]) => [id, value]));
    return /** @type {Texts<Id>} */ (values); // there is a control for each
  }

  /** @param {{ [Name in Id]?: string | null }} values */
  fill(values) {
    for (const [id, value] of Object.entries(values)) {
      const field = this.controls.get(id);
      if (field) field.value = value ?? '';
    }
  }

  /** Takes away all errors. */
  clear() {
    this.summary.replaceChildren();
    for (const [id, field] of this.controls) {
      field.removeAttribute('aria-invalid');
      const hint = this.element.querySelector(`#${id}-hint`);
      if (hint) field.setAttribute('aria-describedby', hint.id);
      else field.removeAttribute('aria-describedby');
    }
    for (const error of this.#errors.values()) {
      error.hidden = true;
      error.replaceChildren();
    }
  }

  /**
   * Shows what the server found wrong: at its field, or above the form where it has none. `unknown` says what to do where
   * nobody knows whether it was done; without it, trying again does no harm.
   * @param {Error} problem
   * @param {Child[] | null} unknown
   */
  show(problem, unknown = null) {
    this.clear();
    const others = [];
    let invalid = 0;
    for (const error of problem instanceof Problem ? problem.errors : []) {
      const id = error.pointer?.slice(1) ?? '';
      const field = this.controls.get(id);
      const place = this.#errors.get(id);
      if (field && place) invalid += this.#mark(field, place, error) ? 1 : 0;
      else others.push(`${error.pointer || error.parameter || 'The request'}: ${error.detail}`);
    }
    const failure = unknown ? outcome(problem, unknown) : explanation(problem);
    const sentences = invalid > 0 ? [`${count(invalid, 'field needs', 'fields need')} mending.`] : failure;
    this.summary.replaceChildren(...paragraphs([...sentences, ...others]));
    if (hasFocus(byId('main'))) this.#firstInvalid()?.focus();
  }

  #firstInvalid() {
    return [...this.controls.values()].find((field) => field.hasAttribute('aria-invalid'));
  }

  /**
   * Shows an error at its field; whether it is the first there.
   * @param {HTMLElement} field
   * @param {HTMLElement} place
   * @param {FieldError} error
   */
  #mark(field, place, error) {
    place.append(
      el('span', {}, error.detail, ' '),
      error.customer_id
        ? el('a', { href: `#/customers/${error.customer_id}` }, 'Open the customer that has it')
        : '',
    );
    place.hidden = false;
    const first = !field.hasAttribute('aria-invalid');
    field.setAttribute('aria-invalid', 'true');
    const hint = this.element.querySelector(`#${field.id}-hint`);
    field.setAttribute('aria-describedby', hint ? `${hint.id} ${place.id}` : place.id);
    return first;
  }
}

/** @param {Field<string>} field */
function control({ id, kind, type = 'text', autocomplete = 'off', required = false }) {
  const attributes = { id, name: id, autocomplete, required };
  if (kind === 'textarea') return el('textarea', { ...attributes, rows: '4', dir: 'auto' });
  if (kind === 'country') {
    const options = COUNTRIES.map(({ code, name }) => el('option', { value: code }, name));
    return el('select', attributes, el('option', { value: '' }, 'No country'), options);
  }
  return el('input', { ...attributes, type, dir: type === 'text' ? 'auto' : null });
}

/**
 * Sentences for a failure that is of no field.
 * @param {Error} error
 */
export function explanation(error) {
  return [error.message, ...advice(error), ...requestId(error)];
}

/**
 * Sentences for a failure to change something: what is known of it, and `unknown` where nobody knows.
 * @param {Error} error
 * @param {Child[]} unknown
 */
export function outcome(error, unknown) {
  const known = isUnknown(error) ? unknown : ['Nothing was changed.', ...advice(error)];
  return [error.message, ...known, ...requestId(error)];
}

/** @param {Error} error */
function advice(error) {
  if (error instanceof Problem && error.retryAfter) return [`Try again in ${count(error.retryAfter, 'second', 'seconds')}.`];
  if (!(error instanceof Unreachable)) return [];
  return [error.why === 'lost' ? 'Look whether you are connected, and try again.' : 'Try again.'];
}

/** @param {Error} error */
const requestId = (error) =>
  error instanceof Problem && error.status >= 500 && error.requestId ? [`Request id: ${error.requestId}`] : [];

/**
 * Whether the server found something wrong that can be mended in the form.
 * @param {Error} error
 */
export const isMendable = (error) => error instanceof Problem && error.errors.some(({ pointer }) => pointer !== undefined);
