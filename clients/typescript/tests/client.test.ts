// What the scenario can't show: servers that are busy or away, and what is sent.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

import { ConnectionError, Customary, type Customer, ProblemError, RequiredError } from 'customary-client';
import {
  ACCOUNT,
  type Answer,
  CUSTOMER,
  failureOf,
  GET_ACCOUNT,
  problem,
  REFRESH,
  type Received,
  serve,
  sessions,
  until,
} from './server.js';

test('tokens show neither in the client nor in errors', async (context) => {
  const { url } = await serve(
    context,
    sessions(2, () => problem(401, 'used before')),
  );
  const client = new Customary(url, { accessToken: 'access-0' });
  const shown = () => inspect(client, { depth: null, showHidden: true }) + JSON.stringify(client);
  assert.doesNotMatch(shown(), /access-|refresh-/);
  await client.login('ada@example.com', 'a password');
  assert.doesNotMatch(shown(), /access-|refresh-/);
  const error = await failureOf(ProblemError, client.accounts.getAccount());
  assert.doesNotMatch(inspect(error, { depth: null, showHidden: true }), /access-|refresh-/);
  assert.throws(() => new Customary(url, { accessToken: 'access-\n' }), {
    message: /^accessToken must be (?!.*access-)/,
  });
});

test('429 and 503 with Retry-After are sent again after it, as often as the client may', async (context) => {
  for (const status of [429, 503]) {
    let number = 0;
    const { url, received } = await serve(context, () =>
      ++number % 3 > 0
        ? problem(status, 'busy', { 'Retry-After': number === 1 ? '1' : '0' })
        : { status: 201, body: ACCOUNT },
    );
    const client = new Customary(url);
    const begun = performance.now();
    const registration = { email: 'ada@example.com', password: 'a password' };
    await client.accounts.register({ registration });
    assert.ok(performance.now() - begun >= 1000);
    assert.equal(received.length, 3);
    assert.equal(new Set(received.map(({ body }) => body)).size, 1);
    await client.accounts.register({ registration });
    assert.equal(received.length, 6);
  }
  const busy = await serve(context, () => problem(503, 'busy', { 'Retry-After': '1' }));
  await failureOf(ProblemError, new Customary(busy.url, { maxWait: 1500 }).accounts.getAccount());
  assert.equal(busy.received.length, 2);

  const { url, received } = await serve(context, () => problem(503, 'busy', { 'Retry-After': '0' }));
  const error = await failureOf(ProblemError, new Customary(url, { retries: 4 }).accounts.getAccount());
  assert.deepEqual([error.status, error.retryAfter, received.length], [503, 0, 5]);
});

test('nothing else is sent again, and nothing that has to wait for too long', async (context) => {
  const cases: [Answer, number | undefined][] = [
    [problem(503, 'busy', { 'Retry-After': '3600' }), 3600],
    [problem(503, 'busy', { 'Retry-After': '99999999999' }), 99999999999],
    [problem(503, 'busy', { 'Retry-After': 'Wed, 25 Nov 2026 00:00:00 GMT' }), undefined],
    [problem(503, 'busy', { 'Retry-After': '+1' }), undefined],
    [problem(503, 'busy', { 'Retry-After': '-1' }), undefined],
    [problem(503, 'busy', { 'Retry-After': '1.0' }), undefined],
    [problem(503, 'busy', { 'Retry-After': ['1', '1'] }), undefined],
    [problem(429, 'busy'), undefined],
    [problem(500, 'broken', { 'Retry-After': '1' }), 1],
    [problem(409, 'duplicate', { 'Retry-After': '1' }), 1],
  ];
  for (const [answer, retryAfter] of cases) {
    const { url, received } = await serve(context, () => answer);
    const error = await failureOf(ProblemError, new Customary(url).accounts.getAccount());
    assert.deepEqual([error.status, error.retryAfter, received.length], [answer.status, retryAfter, 1]);
  }
});

test('without a connection the error says what was tried and why it failed', async (context) => {
  const free = createSocketServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const call = (host: string) => new Customary(`http://${host}`).customers.fetchCustomers({ q: 'Ada' });
  const refused = await failureOf(ConnectionError, call(`127.0.0.1:${port}`));
  assert.match(refused.message, new RegExp(`^GET http://127.0.0.1:${port}/api/1/customer/fetch/: .*ECONNREFUSED`));
  assert.match((await failureOf(ConnectionError, call('nowhere.invalid'))).message, /nowhere\.invalid$/);

  const cut = createSocketServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'));
  await new Promise<void>((resolve) => cut.listen(0, '127.0.0.1', resolve));
  context.after(() => cut.close());
  const cutAddress = `127.0.0.1:${(cut.address() as AddressInfo).port}`;
  assert.match((await failureOf(ConnectionError, call(cutAddress))).message, /other side closed|terminated/);

  const stalled = await serve(context, () => ({ headers: { 'Content-Length': '100' }, body: '{' }));
  const slow = await serve(context, () => wait(1000, { body: ACCOUNT }));
  const options = { timeout: 100 };
  for (const { url } of [slow, stalled]) {
    const late = await failureOf(ConnectionError, new Customary(url, options).accounts.getAccount());
    assert.match(late.message, /no answer within 0\.1 s/);
  }
});

test('a kept connection that was closed is no reason to send again', async () => {
  let requests = 0;
  const server = createSocketServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      requests += 1;
      if (requests > 1) return socket.destroy();
      const body = JSON.stringify(ACCOUNT);
      return socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { accounts } = new Customary(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await accounts.getAccount();
  await failureOf(ConnectionError, accounts.getAccount());
  server.close();
  assert.equal(requests, 2);
});

test('headers that are longer than Node takes are said to be the reason', async (context) => {
  const { url } = await serve(context, () => ({ headers: { Link: 'x'.repeat(20_000) }, body: '{}' }));
  const error = await failureOf(ConnectionError, new Customary(url).customers.fetchCustomers());
  assert.match(error.message, /Headers Overflow/);
});

test('a host with several addresses has a reason for each', async (context) => {
  const each = ['connect ECONNREFUSED ::1:8000', 'connect ECONNREFUSED 127.0.0.1:8000'].map((text) => new Error(text));
  context.mock.method(globalThis, 'fetch', async () => {
    throw new TypeError('fetch failed', { cause: new AggregateError(each) });
  });
  const error = await failureOf(ConnectionError, new Customary('http://localhost:8000').accounts.getAccount());
  const url = 'http://localhost:8000/api/1/account/';
  assert.equal(error.message, `GET ${url}: connect ECONNREFUSED ::1:8000, connect ECONNREFUSED 127.0.0.1:8000`);
});

test('a caller can give up, also while a call waits to be sent again', async (context) => {
  const slow = await serve(context, () => wait(1000, { body: ACCOUNT }));
  const busy = await serve(context, () => problem(503, 'busy', { 'Retry-After': '30' }));
  const busyRefresh = await serve(
    context,
    sessions(2, () => problem(503, 'busy', { 'Retry-After': '30' })),
  );
  for (const { url, received, sentTo } of [slow, busy, busyRefresh]) {
    const controller = new AbortController();
    const client = new Customary(url);
    if (url === busyRefresh.url) await client.login('ada@example.com', 'a password');
    const call = client.accounts.getAccount({ signal: controller.signal });
    await until(() => (url === busyRefresh.url ? sentTo(REFRESH) : received).length > 0);
    await wait(50);
    const begun = performance.now();
    controller.abort();
    await assert.rejects(call, { name: 'AbortError' });
    assert.ok(performance.now() - begun < 5000);
    assert.equal(sentTo(GET_ACCOUNT).length, 1);
  }
});

test('the address may end with a slash and have a path', async (context) => {
  const { url, received } = await serve(context, () => ({ body: ACCOUNT }));
  for (const [end, path] of [
    ['', '/api/1/account/'],
    ['/', '/api/1/account/'],
    ['/crm', '/crm/api/1/account/'],
    ['/crm//?', '/crm/api/1/account/'],
  ] as const) {
    await new Customary(url + end).accounts.getAccount();
    assert.equal(received.pop()?.url, path);
  }
  for (const wrong of ['', 'example.com', '/api', 'ftp://a/', `${url}/?a=b`, `${url}/#a`, 'http://ada:secret@a/']) {
    assert.throws(() => new Customary(wrong), TypeError, wrong);
  }
  for (const wrong of ['http://ada:secret@a/', 'http://ada:secret@a:99999/']) {
    assert.throws(
      () => new Customary(wrong),
      (error) => !inspect(error, { showHidden: true }).includes('secret'),
    );
  }
  for (const options of [{ timeout: 0 }, { timeout: Infinity }, { retries: -1 }, { retries: 1.5 }, { maxWait: -1 }]) {
    assert.throws(() => new Customary(url, options), RangeError, inspect(options));
  }
});

test('what would lead to another path is no parameter of one, and nothing is sent', async (context) => {
  const { url, received } = await serve(context, () => ({ body: CUSTOMER }));
  const { customers } = new Customary(url);
  for (const customerId of ['', '.', '..']) {
    await assert.rejects(customers.getCustomer({ customerId }), /customerId may not be/);
    await assert.rejects(customers.updateCustomer({ customerId, customerUpdate: {} }), TypeError);
    await assert.rejects(customers.deleteCustomer({ customerId }), TypeError);
  }
  await assert.rejects(customers.getCustomer({} as { customerId: string }), RequiredError);
  assert.equal(received.length, 0);
  for (const [customerId, part] of [
    ['...', '...'],
    ['%2e', '%252e'],
    ['a/../b?c', 'a%2F..%2Fb%3Fc'],
  ] as const) {
    await customers.getCustomer({ customerId });
    assert.equal(received.pop()?.url, `/api/1/customer/${part}/`);
  }
});

test('an update sends what is set and what is null, and leaves out the rest', async (context) => {
  const { url, received } = await serve(context, () => ({ body: CUSTOMER }));
  const update = { company: null, notes: 'Prefers e-mail.', city: undefined as unknown as null, postalCode: '8001' };
  const customer: Customer = await new Customary(url).customers.updateCustomer({
    customerId: CUSTOMER.id,
    customerUpdate: update,
  });
  assert.equal(customer.version, Number.MAX_SAFE_INTEGER);
  const [{ method, url: path, headers, body }] = received as [Received];
  assert.deepEqual([method, path], ['PATCH', `/api/1/customer/${CUSTOMER.id}/`]);
  assert.equal(headers['content-type'], 'application/merge-patch+json');
  assert.deepEqual(JSON.parse(body), { company: null, notes: 'Prefers e-mail.', postal_code: '8001' });
});

test('a page is fetched when its first customer is asked for', async (context) => {
  const { url, received } = await serve(context, ({ url: path }) => {
    const last = /cursor=c|page=2/.test(path);
    return { body: { items: [CUSTOMER, CUSTOMER], page_size: 2, next_cursor: last ? null : 'c' } };
  });
  const client = new Customary(url);
  const start = '/api/1/customer/fetch/?';
  for (const [by, next] of [
    ['cursor', 'cursor=c&'],
    ['page', 'page=2&'],
  ] as const) {
    received.length = 0;
    const customers = client.iterateCustomers({ q: 'v' }, by);
    assert.equal(received.length, 0);
    for (const pages of [1, 1, 2, 2]) {
      assert.equal((await customers.next()).done, false);
      assert.equal(received.length, pages);
    }
    assert.equal((await customers.next()).done, true);
    const paths = received.map(({ url: path }) => path);
    assert.deepEqual(paths, [`${start}q=v&total=none`, `${start}${next}q=v&total=none`]);
  }
});

test('an iteration ends with the failure of a page', async (context) => {
  const { url, received } = await serve(context, ({ url: path }) =>
    path.includes('cursor=') ? problem(500, 'broken') : { body: { items: [CUSTOMER], page_size: 1, next_cursor: 'c' } },
  );
  const customers = new Customary(url).iterateCustomers();
  assert.equal((await customers.next()).value?.id, CUSTOMER.id);
  await failureOf(ProblemError, customers.next());
  assert.deepEqual(await customers.next(), { done: true, value: undefined });
  assert.equal(received.length, 2);
});

test('iterating has the customers counted only if the query says so', async (context) => {
  const { url, received } = await serve(context, ({ url: path }) => ({
    body: { items: [CUSTOMER], page_size: 1, next_cursor: path.includes('cursor=') ? null : 'c' },
  }));
  for (const [query, total] of [
    [{}, 'none'],
    [{ total: 'none' }, 'none'],
    [{ total: 'exact' }, 'exact'],
  ] as const) {
    received.length = 0;
    for await (const { id } of new Customary(url).iterateCustomers(query)) assert.equal(id, CUSTOMER.id);
    const totals = received.map(({ url: path }) => new URL(path, url).searchParams.get('total'));
    assert.deepEqual(totals, [total, total]);
  }
});

test('the README shows the example to the letter', () => {
  const [readme, example] = ['README.md', 'example.mjs'].map((name) =>
    readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'),
  );
  assert.ok(readme?.includes(`\`\`\`js\n${example}\`\`\``));
});
