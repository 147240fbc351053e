// A customer's form: a new one, or one that is changed. What is typed outlives the view as a draft, also while it is saved
// and when that fails. When it fails for a reason that no field can mend, what happened takes the form's place.

import { attempt } from '../access.js';
import { Problem, beforehand, call, isUnknown } from '../api.js';
import { heading, el, moment, paragraphs, quoted, replace } from '../dom.js';
import * as drafts from '../drafts.js';
import { Form, explanation, isMendable, outcome } from '../forms.js';
import { isEdited, merge } from '../merge.js';
import { notify } from '../notice.js';
import { address, go } from '../router.js';
import { FIELDS, changesOf, fieldsOf, typed } from './customer-fields.js';
import { lastList, searchFor } from './customers.js';

/** @import { Change, Child, Customer, CustomerField, CustomerTexts, Draft, Visit } from 'types' */

const EMPTY = fieldsOf({});

const NEW = '/customers/new';

/** @param {Visit} visit */
export function customerView({ path, id, here, left }) {
  const title = id ? 'Change customer' : 'New customer';
  const leaving = id ? lastList() : address('/customers');
  const element = el('section');
  const cancel = el('a', { href: lastList(), on: { click: cancelled } }, 'Cancel');
  const form = new Form(FIELDS, { submit: 'Save', actions: [cancel], onSubmit: save });
  /** What the server had when it was asked last: only what differs from it is sent. */
  let before = EMPTY;
  /** @type {HTMLElement | null} */
  let times = null;

  form.element.addEventListener('input', keepDraft);

  /** What is being saved is a draft until that is known to have worked. */
  function cancelled() {
    if (!drafts.get(path)?.saving) drafts.remove(path);
  }

  function keepDraft() {
    const kept = drafts.get(path);
    if (kept?.saving) return;
    const draft = { ...kept, values: form.values(), before, failure: null };
    if (isEdited(draft)) drafts.set(path, draft);
    else drafts.remove(path);
  }

  /** Shows what is right for the draft that there is, if any. */
  function start() {
    const draft = drafts.get(path);
    before = draft?.before ?? EMPTY;
    form.fill(draft?.values ?? EMPTY);
    if (draft?.saving) {
      replace(element, heading(title), el('p', { role: 'status' }, named(draft.values), ' is still being saved…'));
      draft.saving.then(() => here() && start());
    } else if (draft?.failure && !isMendable(draft.failure)) {
      showFailure(draft.failure, draft.values);
    } else if (id) {
      load();
    } else {
      showForm({ isRestored: draft !== undefined && isEdited(draft) });
      if (draft?.failure) showErrors(draft.failure);
    }
  }

  /** @param {{ changes?: Change[], isRestored?: boolean }} options */
  function showForm({ changes = [], isRestored = false } = {}) {
    const above = changes.length > 0 ? changesOf(changes, { take, discard }) : isRestored && restored();
    replace(element, heading(title), times, above, form.element);
  }

  const restored = () =>
    el(
      'p',
      { class: 'remembered' },
      'You typed this before, and it is not saved. ',
      el('button', { type: 'button', class: 'quiet', on: { click: discard } }, 'Discard it'),
    );

  /**
   * @param {CustomerField} name
   * @param {string} value
   */
  function take(name, value) {
    form.fill({ [name]: value });
    form.controls.get(name)?.focus();
    keepDraft();
  }

  function discard() {
    drafts.remove(path);
    form.clear();
    form.fill(EMPTY);
    load();
  }

  async function load() {
    if (id === undefined) return showForm();
    replace(element, heading(title), el('p', { role: 'status' }, 'Loading…'));
    return attempt({
      here,
      work: () => call('GET', PATH, { path: { customer_id: id }, signal: left }),
      done: (customer) => here() && showCustomer(customer),
      failed: (error) => here() && showMissing(error),
    });
  }

  /**
   * The form as the server has it now, with what is typed and not saved, and what others changed since that was begun.
   * @param {Customer} customer
   */
  function showCustomer(customer) {
    const kept = drafts.get(path) ?? { values: before, before };
    const { draft, changes } = merge(kept, fieldsOf(customer));
    before = draft.before;
    times = el('p', { class: 'hint' }, 'Created ', moment(customer.created_at), ', changed ', moment(customer.updated_at));
    form.fill(draft.values);
    if (isEdited(draft)) drafts.set(path, { ...draft, failure: kept.failure ?? null });
    else drafts.remove(path);
    showForm(isEdited(draft) ? { changes, isRestored: true } : {});
    if (kept.failure) showErrors(kept.failure);
  }

  /** @param {Error} error */
  function showMissing(error) {
    const isMissing = error instanceof Problem && [400, 404].includes(error.status);
    const draft = drafts.get(path);
    replace(
      element,
      heading(isMissing ? 'Not found' : title),
      el('div', { role: 'alert' }, paragraphs(explanation(error))),
      el('div', { class: 'actions' }, isMissing ? anew(draft) : button('Try again', load)),
      draft && [el('h2', {}, 'What you typed'), typed(draft.values)],
    );
  }

  /**
   * Somebody has deleted the customer: what is typed can still become another one.
   * @param {Draft | undefined} draft
   */
  function anew(draft) {
    if (!draft) return null;
    const drop = () => {
      drafts.remove(path);
      go(lastList());
    };
    const move = () => {
      drafts.set(NEW, { values: draft.values, before: EMPTY });
      drafts.remove(path);
      go(address(NEW));
    };
    return [
      !drafts.get(NEW) && button('Make a new customer of it', move),
      button('Discard what I typed', drop, 'quiet'),
    ];
  }

  /** @param {CustomerTexts} values */
  async function save(values) {
    /** @type {Draft} */
    const draft = { ...drafts.get(path), values, before, failure: null };
    let settled = () => {};
    draft.saving = new Promise((resolve) => {
      settled = resolve;
    });
    drafts.set(path, draft);
    await attempt({
      here,
      work: () => (id ? update(id, draft) : create(values)),
      done: () => {
        drafts.remove(path);
        if (!here()) return notify([named(values), ' was saved.']);
        notify('Saved.');
        return go(leaving);
      },
      failed: (error) => failed(error, draft),
    });
    draft.saving = null;
    settled();
  }

  /**
   * @param {Error} error
   * @param {Draft} draft
   */
  function failed(error, draft) {
    const { values } = draft;
    if (isUnknown(error)) draft.sent = { ...draft.sent, ...edited(draft) };
    draft.failure = error instanceof ChangedMeanwhile ? null : error;
    if (!here()) {
      const what = isUnknown(error)
        ? ['Whether ', named(values), ' was saved is not known. ']
        : [named(values), ' was not saved. '];
      const link = { href: address(path), text: 'Back to what you typed' };
      notify([...what, error.message], { link, fails: true, about: path });
    } else if (error instanceof ChangedMeanwhile) {
      showCustomer(error.customer);
    } else if (isMendable(error)) {
      if (!form.element.isConnected) showForm();
      showErrors(error);
    } else {
      showFailure(error, values);
    }
  }

  /** @param {Error} error */
  function showErrors(error) {
    form.show(error);
    if (error instanceof Problem && error.status === 409 && drafts.get(path)?.sent && !id) {
      const hint = 'The customer that has it may be this one, saved when the answer was lost. Open it and look.';
      form.summary.append(el('p', {}, hint));
    }
  }

  /**
   * @param {Error} error
   * @param {CustomerTexts} values
   */
  function showFailure(error, values) {
    const isGone = id && error instanceof Problem && error.status === 404;
    const again = button('Try again', async () => {
      if (again.getAttribute('aria-disabled')) return;
      again.setAttribute('aria-disabled', 'true');
      again.setAttribute('aria-busy', 'true');
      await save(values);
    });
    const others = [button('Back to the form', back, 'quiet'), button('Discard what I typed', discard, 'quiet')];
    replace(
      element,
      heading('Saving failed'),
      el('div', { class: 'failure' }, paragraphs(outcome(error, id ? REPEAT : search(values)))),
      el('div', { class: 'actions' }, isGone ? anew(drafts.get(path)) : [again, ...others]),
      el('h2', {}, 'What you typed'),
      typed(values),
    );
  }

  function back() {
    const draft = drafts.get(path);
    if (draft) draft.failure = null;
    showForm();
  }

  start();
  return { title, element };
}

/** @type {(text: string, click: () => void, style?: string) => HTMLButtonElement} */
const button = (text, click, style) => el('button', { type: 'button', class: style, on: { click } }, text);

/** @type {(values: CustomerTexts) => Child} */
const named = ({ name }) => (name.trim() === '' ? 'A customer without a name' : quoted(name.trim()));

const PATH = '/api/1/customer/{customer_id}/';

/** Others have changed what is to be saved. */
class ChangedMeanwhile extends Error {
  /** @param {Customer} customer */
  constructor(customer) {
    super('Others have changed it meanwhile.');
    this.customer = customer;
  }
}

/** @param {CustomerTexts} values */
function create({ name, ...optional }) {
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== ''));
  return call('POST', '/api/1/customer/create/', { body: { name, ...given } });
}

/**
 * What was edited, and what was sent before without an answer.
 * @param {Draft} draft
 */
function edited({ values, before, sent = {} }) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== before[name] || name in sent));
}

/**
 * Looks first whether others have changed the same meanwhile: the API takes whatever comes last. Then a merge patch
 * (RFC 7396) of what was edited, with null for what was emptied. An emptied name is left to the server to refuse.
 * @param {string} id
 * @param {Draft} draft
 */
async function update(id, draft) {
  const path = { customer_id: id };
  let customer;
  try {
    customer = await call('GET', PATH, { path });
  } catch (error) {
    throw beforehand(error);
  }
  const { changes } = merge(draft, fieldsOf(customer));
  if (changes.some((change) => change.typed !== undefined)) throw new ChangedMeanwhile(customer);
  const { name, ...optional } = edited(draft);
  const changed = Object.fromEntries(Object.entries(optional).map(([each, value]) => [each, value === '' ? null : value]));
  const body = name === undefined ? changed : { name, ...changed };
  return call('PATCH', PATH, { path, body, type: 'application/merge-patch+json' });
}

const UNKNOWN = 'Whether the customer was saved is not known.';

const REPEAT = [UNKNOWN, 'To try again does no harm: the change is the same.'];

/** @param {CustomerTexts} values */
function search({ name, email }) {
  const q = searchFor(email.trim() || name);
  const link = q !== '' && el('a', { href: address('/customers', { q }) }, 'Search for ', quoted(q));
  const again = email.trim()
    ? 'If you try again, it is not there twice all the same: no two customers have the same e-mail address.'
    : 'If you try again and it was saved, it is there twice.';
  return [UNKNOWN, el('span', {}, 'Look for the customer first. ', link), again];
}
