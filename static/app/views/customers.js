// The table of customers: searched, sorted and paged by the server, as the address says.

import { attempt } from '../access.js';
import { Problem, call, isUnknown } from '../api.js';
import { count, el, focusHeading, hasFocus, heading, moment, paragraphs, quoted } from '../dom.js';
import * as drafts from '../drafts.js';
import { explanation, outcome } from '../forms.js';
import { notify } from '../notice.js';
import { address, go } from '../router.js';

/** @import { Child, Customer, CustomerPage, CustomerQuery, CustomerSort, View, Visit } from 'types' */

/** How long to wait for the next letter before searching, in milliseconds. */
const TYPING = 250;

const SIZES = [10, 25, 50, 100, 200];
const SIZE = 25;

/** @type {CustomerSort} */
const SORT = '-created_at';

/**
 * `sort` is the parameter's value that a first click on the heading gives.
 * @type {{ title: string, sort?: CustomerSort, cell: (customer: Customer) => Child }[]}
 */
const COLUMNS = [
  { title: 'Name', sort: 'name', cell: ({ id, name }) => el('a', { href: `#/customers/${id}` }, el('bdi', {}, name)) },
  { title: 'E-mail', sort: 'email', cell: ({ email }) => email },
  { title: 'Phone', cell: ({ phone }) => phone },
  { title: 'Company', sort: 'company', cell: ({ company }) => company && el('bdi', {}, company) },
  { title: 'City', cell: ({ city }) => city && el('bdi', {}, city) },
  { title: 'Created', sort: '-created_at', cell: ({ created_at: at }) => moment(at) },
  { title: 'Changed', sort: '-updated_at', cell: ({ updated_at: at }) => moment(at) },
];

/** The longest search that the server takes, in code points. */
const LONGEST_SEARCH = 200;

/**
 * A search that finds a customer by one of its texts.
 * @param {string} text
 */
export const searchFor = (text) => [...text.trim()].slice(0, LONGEST_SEARCH).join('');

/**
 * What an address of the table asks for.
 * @type {(query: URLSearchParams) => CustomerQuery}
 */
const parametersOf = (query) => ({
  page: query.get('page'),
  page_size: query.get('page_size'),
  sort: query.get('sort'),
  q: query.get('q'),
});

/** Customers, by id, whose deletion is on its way; and those whose deletion had no answer: a 404 then says that it came. */
/** @type {Set<string>} */
const removing = new Set();
/** @type {Set<string>} */
const doubtful = new Set();

/** @type {string | null} */
let listed = null;

/** The address of the table as it was seen last. */
export const lastList = () => listed ?? address('/customers');

/**
 * @param {Visit} visit
 * @returns {View}
 */
export function customersView({ query, here, left }) {
  const search = el('input', { type: 'search', id: 'search', autocomplete: 'off', maxlength: LONGEST_SEARCH, dir: 'auto' });
  const size = el('select', { id: 'page-size' }, SIZES.map((number) => el('option', { value: number }, String(number))));
  const status = el('p', { role: 'status', class: 'status' });
  const problem = el('div', { role: 'alert', class: 'summary' });
  const body = el('tbody', { role: 'rowgroup' });
  const headers = COLUMNS.map((column) => header(column));
  const pager = ['First page', 'Previous page', 'Next page', 'Last page'].map((name) =>
    el('button', { type: 'button', class: 'quiet', 'aria-disabled': 'true' }, name),
  );
  let asked = parametersOf(query);
  /** @type {AbortController | null} */
  let running = null;
  let typing = 0;
  /** The page that had customers last. */
  let shown = 0;

  /** @param {(typeof COLUMNS)[number]} column */
  function header({ title, sort }) {
    const inside = sort ? el('button', { type: 'button', on: { click: () => order(sort) } }, title) : title;
    return el('th', { scope: 'col', role: 'columnheader' }, inside);
  }

  /** @param {{ [Name in keyof CustomerQuery]: string | number | null }} changes */
  const to = (changes) => address('/customers', { ...asked, ...changes });

  /** @param {string} first */
  function order(first) {
    const turned = first.startsWith('-') ? first.slice(1) : `-${first}`;
    const sort = (asked.sort ?? SORT) === first ? turned : first;
    go(to({ sort, page: null }));
  }

  function find() {
    clearTimeout(typing);
    const q = search.value.trim();
    // A search is one step back, not one for each letter. Whoever has left meanwhile is not fetched back.
    if (here() && q !== (asked.q ?? '')) go(to({ q, page: null }), { replace: true });
  }

  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(find, TYPING);
  });
  search.addEventListener('keydown', ({ key, isComposing }) => key === 'Enter' && !isComposing && find());
  size.addEventListener('change', () => go(to({ page_size: size.value, page: null })));

  /** @param {URLSearchParams} parameters */
  function update(parameters) {
    clearTimeout(typing);
    asked = parametersOf(parameters);
    listed = to({});
    if (search.value.trim() !== (asked.q ?? '')) search.value = asked.q ?? '';
    size.value = asked.page_size ?? String(SIZE);
    showOrder();
    load();
  }

  function showOrder() {
    const sort = asked.sort ?? SORT;
    for (const [index, column] of COLUMNS.entries()) {
      const mine = column.sort && column.sort.replace('-', '') === sort.replace('-', '');
      if (mine) headers[index]?.setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
      else headers[index]?.removeAttribute('aria-sort');
    }
  }

  async function load() {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const signal = AbortSignal.any([controller.signal, left]);
    table.setAttribute('aria-busy', 'true');
    if (body.childElementCount === 0) status.textContent = 'Loading…';
    // A newer load, or another view, makes this one's answer a thing of the past.
    const isWanted = () => running === controller && here();
    await attempt({
      here,
      work: () => call('GET', '/api/1/customer/fetch/', { query: asked, signal }),
      done: (page) => isWanted() && showPage(page),
      failed: (error) => isWanted() && showProblem(error),
    });
    if (running === controller) table.removeAttribute('aria-busy');
  }

  /**
   * `page` and a total are there: they are left out only where one asks by cursor, or for no total.
   * @param {CustomerPage} answer
   */
  function showPage({ items, page = 1, page_size: pageSize, total = 0, total_is_at_least: atLeast, next_cursor: next }) {
    // Of more than are counted the last page is not known, only whether there is another one.
    const last = Math.max(1, Math.ceil((atLeast ?? total) / pageSize));
    if (items.length === 0 && page > last) {
      // The last customer of the last page was deleted; or nobody has been there, and it may be far behind the last.
      go(to({ page: atLeast && shown === page ? page - 1 : last }), { replace: true });
      return;
    }
    shown = page;
    tell();
    const focused = body.contains(document.activeElement);
    body.replaceChildren(...items.map(row));
    if (focused) focusHeading();
    if (atLeast) status.textContent = `More than ${count(atLeast, 'customer', 'customers')}, page ${page}`;
    else if (total > 0) status.textContent = `${count(total, 'customer', 'customers')}, page ${page} of ${last}`;
    else status.textContent = asked.q ? 'Nothing found.' : 'No customers yet.';
    const pages = [1, page - 1, atLeast && next === null ? page : page + 1, atLeast ? page : last];
    for (const [index, button] of pager.entries()) {
      const target = pages[index] ?? 0;
      const there = target >= 1 && (atLeast !== undefined || target <= last);
      allow(button, there && target !== page && (() => go(to({ page: target }))));
    }
  }

  /**
   * A button that leads nowhere is not disabled, since it may have the focus: on the last page “Next page” had it.
   * @param {HTMLButtonElement} button
   * @param {(() => void) | false} action
   */
  function allow(button, action) {
    if (action) button.removeAttribute('aria-disabled');
    else button.setAttribute('aria-disabled', 'true');
    button.onclick = action || null;
  }

  /**
   * Says above the table what went wrong, and offers what can be done.
   * @param {Child[]} sentences
   * @param {HTMLButtonElement[]} buttons
   */
  function tell(sentences = [], ...buttons) {
    const focused = problem.contains(document.activeElement);
    problem.replaceChildren(...paragraphs(sentences), ...buttons);
    if (focused) focusHeading();
  }

  /** @type {(text: string, click: () => void) => HTMLButtonElement} */
  const button = (text, click) => el('button', { type: 'button', on: { click } }, text);

  /** @param {Error} error */
  function showProblem(error) {
    const details = error instanceof Problem ? error.errors.map(({ parameter, detail }) => `${parameter}: ${detail}`) : [];
    tell([...explanation(error), ...details], button('Try again', load));
    body.replaceChildren();
    status.textContent = '';
    for (const each of pager) allow(each, false);
  }

  /** @param {Customer} customer */
  function row(customer) {
    const remove = el('button', { type: 'button', class: 'quiet', 'aria-label': `Delete ${customer.name}` }, 'Delete');
    remove.addEventListener('click', () => confirmed(customer));
    const cells = COLUMNS.map(({ title, cell }) => el('td', { role: 'cell', 'data-title': title }, cell(customer)));
    return el('tr', { role: 'row' }, cells, el('td', { role: 'cell' }, remove));
  }

  /** @param {Customer} customer */
  function confirmed(customer) {
    const close = () => dialog.close();
    const answer = () => {
      close();
      remove(customer);
    };
    const dialog = el(
      'dialog',
      { 'aria-labelledby': 'delete-title', 'aria-describedby': 'delete-text', on: { close: () => dialog.remove() } },
      el('h2', { id: 'delete-title' }, 'Delete ', el('bdi', {}, customer.name), '?'),
      el('p', { id: 'delete-text' }, 'The customer is removed for good.'),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', class: 'danger', on: { click: answer } }, 'Delete'),
        el('button', { type: 'button', class: 'quiet', autofocus: true, on: { click: close } }, 'Cancel'),
      ),
    );
    element.append(dialog);
    dialog.showModal();
  }

  /** @param {Customer} customer */
  async function remove(customer) {
    const { id, name, email } = customer;
    if (removing.has(id)) return;
    removing.add(id);
    /** @param {string} sentence */
    const gone = async (sentence) => {
      doubtful.delete(id);
      drafts.remove(`/customers/${id}`);
      notify([quoted(name), sentence], { about: id });
      if (!here()) return;
      tell();
      await load();
      if (here() && hasFocus(body)) focusHeading();
    };
    await attempt({
      here,
      work: () => {
        const deleted = call('DELETE', '/api/1/customer/{customer_id}/', { path: { customer_id: id } });
        return deleted.finally(() => removing.delete(id));
      },
      done: () => gone(' was deleted.'),
      failed: (error) => {
        if (error instanceof Problem && error.status === 404) {
          return gone(doubtful.has(id) ? ' was deleted.' : ' was deleted already, by somebody else.');
        }
        if (isUnknown(error)) doubtful.add(id);
        if (here()) return notRemoved(customer, error);
        const what = isUnknown(error)
          ? ['Whether ', quoted(name), ' was deleted is not known. ']
          : [quoted(name), ' was not deleted. '];
        const link = { href: address('/customers', { q: searchFor(email ?? name) }), text: 'Look for it' };
        return notify([...what, error.message], { link, fails: true, about: id });
      },
    });
  }

  /**
   * @param {Customer} customer
   * @param {Error} error
   */
  function notRemoved(customer, error) {
    const unknown = ['Whether the customer was deleted is not known. To delete it again does no harm, and tells.'];
    const again = button('Delete again', () => remove(customer));
    const sentences = [['Deleting ', quoted(customer.name), ' failed.'], ...outcome(error, unknown)];
    tell(sentences, again, button('Show the table anew', load));
    if (hasFocus(body)) focusHeading();
  }

  // The roles are those that the elements have, until the style sheet shows rows as cards: then browsers drop them.
  const table = el(
    'table',
    { role: 'table' },
    el('caption', { class: 'unseen' }, 'Customers'),
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, headers, el('td', { role: 'cell' }))),
    body,
  );
  const element = el(
    'section',
    {},
    el(
      'div',
      { class: 'title' },
      heading('Customers'),
      el('a', { class: 'button', href: '#/customers/new' }, 'New customer'),
    ),
    el(
      'div',
      { class: 'tools' },
      el('div', { class: 'field grow' }, el('label', { for: 'search' }, 'Search'), search),
      el('div', { class: 'field' }, el('label', { for: 'page-size' }, 'Customers per page'), size),
    ),
    problem,
    status,
    el('div', { class: 'scroll', role: 'region', 'aria-label': 'Table of customers', tabindex: '0' }, table),
    el('nav', { class: 'pager', 'aria-label': 'Pages' }, pager),
  );
  update(query);
  return { title: 'Customers', element, update };
}
