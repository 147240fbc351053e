// A browser that visits one server, and notes whatever goes wrong there without the test having said that it would.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { ADA } from './server.mjs';

/** How many milliseconds something may take to come true; a machine under load takes some. */
export const PATIENCE = 15_000;

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A request in words, without its query and with {id} for each id. */
const words = (request) => `${request.method()} ${new URL(request.url()).pathname.replace(ID, '{id}')}`;

export class Visit {
  #expected = new Map();
  #permitted = new Set();
  #found = [];
  /** The access token that the page sent last. */
  token = null;
  /** The addresses, from # on, that the tabs came to. */
  routes = [];

  static async open(browser, server, options = {}) {
    const visit = new Visit();
    const context = await browser.newContext({ reducedMotion: 'reduce', baseURL: server.origin, ...options });
    context.setDefaultTimeout(PATIENCE);
    visit.context = context;
    visit.server = server;
    visit.#watch();
    visit.page = await visit.tab();
    return visit;
  }

  /** Another tab of the same browser. */
  async tab() {
    const page = await this.context.newPage();
    page.on('framenavigated', (frame) => this.routes.push(new URL(frame.url()).hash));
    return page;
  }

  #watch() {
    this.context.on('console', (message) => {
      // Chromium says this of each answer of 400 or more and each failed request; both are noted below, with a path.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource:')) {
        this.#found.push(`console: ${message.text()}`);
      }
    });
    this.context.on('weberror', (error) => this.#found.push(`uncaught: ${error.error().stack}`));
    this.context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.server.origin && !['data:', 'blob:', 'about:'].includes(protocol)) {
        this.#found.push(`a request to another host: ${request.url()}`);
      }
      const authorization = request.headers().authorization;
      if (authorization) this.token = authorization.replace('Bearer ', '');
    });
    this.context.on('response', (response) => {
      if (response.status() >= 400) this.#note(`${words(response.request())} ${response.status()}`);
    });
    this.context.on('requestfailed', (request) => {
      // The browser asks for the icon whenever it likes, also while a test has its server stopped.
      if (new URL(request.url()).pathname === '/favicon.svg') return;
      // The page itself gave this one up: a newer search, another view.
      if (request.failure().errorText !== 'net::ERR_ABORTED') this.#note(`${words(request)} failed`);
    });
  }

  #note(event) {
    const left = this.#expected.get(event) ?? 0;
    if (left > 0) this.#expected.set(event, left - 1);
    else if (!this.#permitted.has(event)) this.#found.push(event);
  }

  /** Says before it happens that this will go wrong, once: 'POST /api/1/login/ 401' or 'POST /api/1/login/ failed'. */
  expects(event) {
    this.#expected.set(event, (this.#expected.get(event) ?? 0) + 1);
  }

  /** Says that this may go wrong, any number of times. */
  permits(event) {
    this.#permitted.add(event);
  }

  /** What went wrong unannounced, or did not although it was announced. */
  findings() {
    const missing = [...this.#expected].filter(([, left]) => left > 0);
    return [...this.#found, ...missing.map(([event]) => `announced, but never happened: ${event}`)];
  }

  /** Answers requests to a path as a server does that fails, until the function that comes back is called. */
  async stub(method, path, { status, detail, retryAfter, requestId, times = 1 }) {
    const headers = { 'Content-Type': 'application/problem+json', 'X-Request-Id': requestId };
    if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
    const body = JSON.stringify({ type: 'about:blank', title: 'Stub', status, detail, request_id: requestId });
    const matches = (url) => url.origin === this.server.origin && url.pathname === path;
    const handler = (route) =>
      route.request().method() === method ? route.fulfill({ status, headers, body }) : route.continue();
    for (let time = 0; time < times; time += 1) this.expects(`${method} ${path.replace(ID, '{id}')} ${status}`);
    await this.context.route(matches, handler);
    return () => this.context.unroute(matches, handler);
  }

  /** Routes an operation's requests through `handle`, until the function that comes back is called. */
  async #route(method, path, handle) {
    const matches = (url) => url.origin === this.server.origin && url.pathname === path;
    const handler = (route) => (route.request().method() === method ? handle(route) : route.fallback());
    await this.context.route(matches, handler);
    return () => this.context.unroute(matches, handler);
  }

  /** Keeps requests on their way until the function that comes back is called; then the server gets them. */
  async hold(method, path) {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const unroute = await this.#route(method, path, async (route) => {
      await held;
      await route.continue().catch(() => {}); // the page may have given it up, which the test then sees
    });
    return async () => {
      release();
      await unroute();
    };
  }

  /** Lets the server do what is asked, and loses its answer, so many times. */
  async lose(method, path, times = 1) {
    for (let time = 0; time < times; time += 1) this.expects(`${method} ${path.replace(ID, '{id}')} failed`);
    return this.#route(method, path, async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
  }

  /** Never answers. The page's clock is the test's from here on: see `later`. */
  async mute(method, path) {
    await this.page.clock.install();
    return this.#route(method, path, () => {});
  }

  /** So many seconds go by for the page, once it has sent a request of this kind. */
  async later(seconds) {
    await this.page.clock.fastForward(seconds * 1000);
  }

  /** Does something that sends a request, and waits until it is sent. */
  async sending(method, path, act) {
    const sent = this.page.waitForRequest(
      (request) => request.method() === method && new URL(request.url()).pathname === path,
    );
    await act();
    return sent;
  }

  /** What is focused, as its text or the label of its field. */
  focused(page = this.page) {
    return page.evaluate(() => {
      const { activeElement: element } = document;
      return element.labels?.[0]?.textContent ?? element.textContent;
    });
  }

  // What a person does and sees, in the first tab unless another is named.

  heading(name, page = this.page) {
    return page.getByRole('heading', { level: 1, name, exact: true });
  }

  button(name, page = this.page) {
    return page.getByRole('button', { name, exact: true });
  }

  link(name, page = this.page) {
    return page.getByRole('link', { name, exact: true });
  }

  field(label, page = this.page) {
    return page.getByLabel(label, { exact: true });
  }

  status(text, page = this.page) {
    return page.getByRole('status').filter({ hasText: text }).first();
  }

  alert(text, page = this.page) {
    return page.getByRole('alert').filter({ hasText: text }).first();
  }

  /** What stands at a field of this id as its error. */
  error(id, page = this.page) {
    return page.locator(`#${id}-error`);
  }

  /** Fills fields by label; selects take the value of an option. */
  async fill(fields, page = this.page) {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.field(label, page);
      const isSelect = await field.evaluate((element) => element instanceof HTMLSelectElement);
      await (isSelect ? field.selectOption(value) : field.fill(value));
    }
  }

  /** Waits until fields hold these values. */
  async holds(fields, page = this.page) {
    for (const [label, value] of Object.entries(fields)) {
      await becomes(() => this.field(label, page).inputValue(), value, `the field ${label}`);
    }
  }

  /** Fills in the login where it stands. */
  async logInHere({ email, password } = ADA, page = this.page) {
    await this.heading('Log in', page).waitFor();
    await this.fill({ 'E-mail address': email, Password: password }, page);
    await this.button('Log in', page).click();
  }

  /** Registers the person without the browser, and logs in with it. */
  async arrive(person = ADA) {
    await this.server.register(person);
    await this.enter(person);
  }

  /** Logs in, as somebody who has an account. */
  async enter(person = ADA) {
    await this.page.goto('/');
    await this.logInHere(person);
    await this.heading('Customers').waitFor();
  }

  async openNewCustomer(page = this.page) {
    await this.link('New customer', page).click();
    await this.heading('New customer', page).waitFor();
  }

  /** The names in the table, from the top. */
  names(page = this.page) {
    return page.locator('table tbody a[href^="#/customers/"]').allTextContents();
  }

  async lists(names, page = this.page) {
    await becomes(() => this.names(page), names, 'the names in the table');
  }

  async listsSoMany(count, page = this.page) {
    await becomes(async () => (await this.names(page)).length, count, 'the number of rows');
  }
}

/** Waits until what is read is what is wanted. */
export async function becomes(read, wanted, what) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = await read();
    if (isDeepStrictEqual(found, wanted)) return;
    if (performance.now() > end) assert.deepEqual(found, wanted, what);
    await pause(20); // leaves the processor to the browser; nothing depends on how long
  }
}

/** Waits until everything that the page had to do when this was called is done and drawn. */
export async function drawn(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
