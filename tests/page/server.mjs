// A server of one test: the real binary on a port and a database of its own, and calls of its API without a browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const READY = /Customary is ready at (http:\/\/127\.0\.0\.1:(\d+))\//;

/** Lines of the log that are kept for the report of a failure. */
const LINES_KEPT = 200;

/** What the caller's shell sets must not change what is tested. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('CUSTOMARY_') && name !== 'DATABASE_URL'),
);

export const ADA = {
  email: 'ada@example.com',
  password: 'correct horse battery staple',
  name: 'Ada Brander',
  organization: 'Brander & Sons Trading',
  country: 'CH',
};

export class Server {
  #binary;
  #settings;
  #folder;
  #child = null;
  log = [];
  origin = '';
  port = 0;

  constructor(binary, settings) {
    this.#binary = binary;
    this.#settings = settings;
  }

  /** Starts it; again on the same port and database if it ran before. */
  async start() {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'customary-page-'));
    const child = spawn(
      this.#binary,
      [
        ['--listen', `127.0.0.1:${this.port}`],
        ['--database-url', `sqlite://${join(this.#folder, 'c.db')}`],
        this.#settings,
      ].flat(),
      { cwd: this.#folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child = child;
    const [, origin, port] = await new Promise((resolve, reject) => {
      const lines = createInterface({ input: child.stderr });
      lines.on('line', (line) => {
        this.log.push(line);
        this.log.splice(0, this.log.length - LINES_KEPT);
        const ready = READY.exec(line);
        if (ready) resolve(ready);
      });
      lines.on('close', () => reject(new Error(`the server did not start:\n${this.log.join('\n')}`)));
      child.on('error', reject);
    });
    this.origin = origin;
    this.port = Number(port);
    return this;
  }

  /** Starts it anew with other settings. */
  async restart(...settings) {
    await this.#end('SIGTERM');
    this.#settings = settings;
    return this.start();
  }

  /** Stops the process where it is, so that it answers nothing, although its kernel still takes requests. */
  freeze() {
    process.kill(this.#child.pid, 'SIGSTOP');
  }

  /** Ends the process as a power cut does. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Ends it as an operator does, if it runs, and removes its files. */
  async stop() {
    const code = await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
    assert.equal(code ?? 0, 0, `the server ended with ${code}`);
  }

  async #end(signal) {
    const child = this.#child;
    this.#child = null;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      process.kill(child.pid, signal);
      await ended;
    }
    return child.exitCode;
  }

  /** Calls an operation; the answer's status and body. */
  async call(method, path, { token, body } = {}) {
    const headers = {};
    if (token !== undefined) headers.Authorization = `Bearer ${token}`;
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    if (body !== undefined) headers['Content-Type'] = type;
    const answer = await fetch(this.origin + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** The same, where any other status fails the test. */
  async expect(status, method, path, options) {
    const answer = await this.call(method, path, options);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async register(person = ADA) {
    return this.expect(201, 'POST', '/api/1/register/', { body: person });
  }

  /** Logs in beside the browser; the access token. */
  async logIn({ email, password } = ADA) {
    const session = await this.expect(200, 'POST', '/api/1/login/', { body: { email, password } });
    return session.access_token;
  }

  async create(token, customer) {
    return this.expect(201, 'POST', '/api/1/customer/create/', { token, body: customer });
  }

  /** Changes a customer, as somebody else does. */
  async change(token, id, changes) {
    return this.expect(200, 'PATCH', `/api/1/customer/${id}/`, { token, body: changes });
  }

  /** Creates so many, named Person 01, Person 02 and so on, in this order. The token may expire meanwhile. */
  async seed(token, count) {
    let valid = token;
    for (let number = 1; number <= count; number += 1) {
      const digits = String(number).padStart(2, '0');
      if ((await this.call('GET', '/api/1/account/', { token: valid })).status === 401) valid = await this.logIn();
      await this.create(valid, { name: `Person ${digits}`, email: `person${digits}@example.com` });
    }
  }

  /** Makes up so many customers for Ada, by another process on the same database. */
  async fill(count) {
    const database = `sqlite://${join(this.#folder, 'c.db')}`;
    const seed = ['seed', '--customers', count, '--email', ADA.email, '--database-url', database];
    const child = spawn(this.#binary, seed, { cwd: this.#folder, env: environment, stdio: 'ignore' });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  }

  /** The customers that a search finds. */
  async find(token, q) {
    const query = new URLSearchParams({ q, page_size: '200' });
    return (await this.expect(200, 'GET', `/api/1/customer/fetch/?${query}`, { token })).items;
  }
}
