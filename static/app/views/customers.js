// The table of customers: searched, sorted and paged by the server, as the address says.

import { attempt } from '../access.js';
import { Problem, call } from '../api.js';
import { count, el, heading, moment, notify } from '../dom.js';
import { explanation } from '../forms.js';
import { address, go, route } from '../router.js';

/** How long to wait for the next letter before searching, in milliseconds. */
const TYPING = 250;

const SIZES = [10, 25, 50, 100, 200];
const SIZE = 25;

/** `sort` is the parameter's value that a first click on the heading gives. */
const COLUMNS = [
  { title: 'Name', sort: 'name', cell: (customer) => el('a', { href: `#/customers/${customer.id}` }, customer.name) },
  { title: 'E-mail', sort: 'email', cell: ({ email }) => email },
  { title: 'Phone', cell: ({ phone }) => phone },
  { title: 'Company', sort: 'company', cell: ({ company }) => company },
  { title: 'City', cell: ({ city }) => city },
  { title: 'Created', sort: '-created_at', cell: ({ created_at: at }) => moment(at) },
  { title: 'Changed', sort: '-updated_at', cell: ({ updated_at: at }) => moment(at) },
];

let listed = null;

/** The address of the table as it was seen last. */
export const lastList = () => listed ?? address('/customers');

export function customersView({ query }) {
  const search = el('input', { type: 'search', id: 'search', autocomplete: 'off' });
  const size = el('select', { id: 'page-size' }, SIZES.map((number) => el('option', { value: number }, String(number))));
  const status = el('p', { role: 'status', class: 'status' });
  const problem = el('div', { role: 'alert', class: 'summary' });
  const body = el('tbody');
  const headers = COLUMNS.map((column) => header(column));
  const pager = ['First page', 'Previous page', 'Next page', 'Last page'].map((name) =>
    el('button', { type: 'button', class: 'quiet', disabled: true }, name),
  );
  let asked = {};
  let running = null;
  let typing = null;

  function header({ title, sort }) {
    const inside = sort ? el('button', { type: 'button', on: { click: () => order(sort) } }, title) : title;
    return el('th', { scope: 'col' }, inside);
  }

  const to = (changes) => address('/customers', { ...asked, ...changes });

  function order(first) {
    const turned = first.startsWith('-') ? first.slice(1) : `-${first}`;
    const sort = (asked.sort ?? '-created_at') === first ? turned : first;
    go(to({ sort, page: null }));
  }

  search.addEventListener('input', () => {
    clearTimeout(typing);
    // A search is one step back, not one for each letter.
    typing = setTimeout(() => go(to({ q: search.value.trim(), page: null }), { replace: true }), TYPING);
  });
  size.addEventListener('change', () => go(to({ page_size: size.value, page: null })));

  function update(parameters) {
    clearTimeout(typing);
    asked = Object.fromEntries(['page', 'page_size', 'sort', 'q'].map((name) => [name, parameters.get(name)]));
    listed = to({});
    if (search.value.trim() !== (asked.q ?? '')) search.value = asked.q ?? '';
    size.value = asked.page_size ?? SIZE;
    showOrder();
    load();
  }

  function showOrder() {
    const sort = asked.sort ?? '-created_at';
    for (const [index, column] of COLUMNS.entries()) {
      const mine = column.sort && column.sort.replace('-', '') === sort.replace('-', '');
      if (mine) headers[index].setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
      else headers[index].removeAttribute('aria-sort');
    }
  }

  async function load() {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    table.setAttribute('aria-busy', 'true');
    const given = Object.entries(asked).filter(([, value]) => value);
    await attempt(
      async () => {
        const path = `/api/1/customer/fetch/?${new URLSearchParams(given)}`;
        const page = await call('GET', path, { signal: controller.signal });
        if (running === controller) showPage(page);
      },
      (error) => {
        if (running === controller) showProblem(error);
      },
    );
    if (running === controller) table.removeAttribute('aria-busy');
  }

  function showPage({ items, page, page_size: pageSize, total }) {
    const last = Math.max(1, Math.ceil(total / pageSize));
    if (items.length === 0 && page > last) {
      go(to({ page: last }), { replace: true }); // the last customer of the last page was deleted
      return;
    }
    problem.replaceChildren();
    body.replaceChildren(...items.map(row));
    if (total > 0) status.textContent = `${count(total, 'customer', 'customers')}, page ${page} of ${last}`;
    else status.textContent = asked.q ? 'Nothing found.' : 'No customers yet.';
    const pages = [1, page - 1, page + 1, last];
    for (const [index, button] of pager.entries()) {
      const target = pages[index];
      button.disabled = target < 1 || target > last || target === page;
      button.onclick = () => go(to({ page: target }));
    }
  }

  function showProblem(error) {
    const details = error instanceof Problem ? error.errors.map(({ parameter, detail }) => `${parameter}: ${detail}`) : [];
    problem.replaceChildren(
      ...[...explanation(error), ...details].map((sentence) => el('p', {}, sentence)),
      el('button', { type: 'button', on: { click: load } }, 'Try again'),
    );
    body.replaceChildren();
    status.textContent = '';
    for (const button of pager) button.disabled = true;
  }

  function row(customer) {
    const remove = el('button', { type: 'button', class: 'quiet', 'aria-label': `Delete ${customer.name}` }, 'Delete');
    remove.addEventListener('click', () => confirmed(customer));
    return el('tr', {}, COLUMNS.map(({ title, cell }) => el('td', { 'data-title': title }, cell(customer) ?? '')), el('td', {}, remove));
  }

  function confirmed(customer) {
    const close = () => dialog.close();
    const dialog = el(
      'dialog',
      { 'aria-labelledby': 'delete-title', on: { close: () => dialog.remove() } },
      el('h2', { id: 'delete-title' }, `Delete ${customer.name}?`),
      el('p', {}, 'The customer is removed for good.'),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', class: 'danger', on: { click: () => remove(customer, close) } }, 'Delete'),
        el('button', { type: 'button', class: 'quiet', on: { click: close } }, 'Cancel'),
      ),
    );
    element.append(dialog);
    dialog.showModal();
  }

  async function remove(customer, close) {
    close();
    await attempt(
      async () => {
        await call('DELETE', `/api/1/customer/${customer.id}/`);
        notify(`${customer.name} was deleted.`);
        await load();
      },
      async (error) => {
        if (error instanceof Problem && error.status === 404) {
          notify(error.message);
          await load();
        } else {
          problem.replaceChildren(...explanation(error).map((sentence) => el('p', {}, sentence)));
        }
      },
    );
    element.querySelector('h1').focus();
  }

  const table = el(
    'table',
    {},
    el('caption', { class: 'unseen' }, 'Customers'),
    el('thead', {}, el('tr', {}, headers, el('td', {}))),
    body,
  );
  const element = el(
    'section',
    {},
    el('div', { class: 'title' }, heading('Customers'), el('a', { class: 'button', href: '#/customers/new' }, 'New customer')),
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
  update(query ?? route().query);
  return { title: 'Customers', element, update };
}
