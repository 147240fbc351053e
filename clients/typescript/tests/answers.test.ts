// Answers that are not those of the document, and what of an answer may be new.

import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';

import { Customary, ProblemError, UnexpectedResponseError } from 'customary-client';
import { ACCOUNT, type Answer, CUSTOMER, failureOf, GET_ACCOUNT, problem, serve } from './server.js';

test('an answer that is no problem and not the documented one is unexpected', async (context) => {
  const html = { 'Content-Type': 'text/html' };
  const cases: Answer[] = [
    { status: 502, headers: html, body: '<h1>Bad gateway</h1>' },
    { status: 502, headers: {}, body: '' },
    { status: 503, headers: { 'Content-Type': 'application/json' }, body: { message: 'unavailable' } },
    { status: 401, headers: { 'Content-Type': 'application/problem+json' }, body: 'cut o' },
    { status: 400, headers: { 'Content-Type': 'application/problem+json' }, body: { title: 'another kind' } },
    { status: 400, headers: { 'Content-Type': 'application/problem+json' }, body: 'null' },
    { status: 200, headers: html, body: '<h1>Log in to the network</h1>' },
    { status: 200, body: [] },
    { status: 200, body: 'null' },
    { status: 200, body: { ...ACCOUNT, created_at: 'yesterday' } },
    { status: 204, headers: {} },
    { status: 304, headers: {} },
  ];
  for (const answer of cases) {
    const { url } = await serve(context, () => answer);
    const error = await failureOf(UnexpectedResponseError, new Customary(url).accounts.getAccount());
    assert.equal(error.status, answer.status);
    if (answer.status === 502) assert.equal(error.body, answer.body);
    if (answer.status === 200) assert.equal(error.body, '');
  }
  const { url } = await serve(context, () => ({ body: { items: 7 } }));
  await failureOf(UnexpectedResponseError, new Customary(url).customers.fetchCustomers());
});

test('an answer without a member, or with one of another type or form, is unexpected', async (context) => {
  const page = { items: [CUSTOMER], page_size: 1, next_cursor: null };
  const wrong = (values: unknown[], ...names: string[]) =>
    names.flatMap((name) => values.map((value) => [name, value]));
  const getAccount = (client: Customary) => client.accounts.getAccount();
  const cases: [object, (client: Customary) => Promise<unknown>, unknown[][]][] = [
    [
      ACCOUNT,
      getAccount,
      [
        ...wrong([undefined, null, 5, {}, ['admin']], 'id', 'email', 'role', 'created_at', 'organization'),
        ...wrong([undefined, 5, true], 'name'),
        ...wrong(['nope', '', ` ${ACCOUNT.id}`, ACCOUNT.id.slice(1)], 'id'),
        ...wrong(['2026-03-02', '2026-03-02T09:30:00', '2026-03-02 09:30:00Z', '2 March 2026 09:30 UTC'], 'created_at'),
        ...wrong(['2026-02-30T09:30:00Z', '2026-13-02T09:30:00Z', '2026-03-02T24:00:00Z'], 'created_at'),
        ['organization', { ...ACCOUNT.organization, id: 'nope' }],
        ['organization', { ...ACCOUNT.organization, country: undefined }],
      ],
    ],
    [
      CUSTOMER,
      (client) => client.customers.getCustomer({ customerId: CUSTOMER.id }),
      [...wrong([undefined, null, '1', 1.5, 2 ** 53], 'version'), ...wrong([undefined, 5], 'notes', 'postal_code')],
    ],
    [
      page,
      (client) => client.customers.fetchCustomers(),
      [
        ...wrong([undefined, null, 7, {}, [null], [{}], [{ ...CUSTOMER, id: 1 }]], 'items'),
        ...wrong([null, '1'], 'page', 'total', 'page_size'),
        ...wrong([undefined, 5], 'next_cursor'),
      ],
    ],
  ];
  for (const [right, call, members] of cases) {
    let body = right;
    const { url } = await serve(context, () => ({ body }));
    await call(new Customary(url));
    for (const [name, value] of members) {
      body = { ...right, [name as string]: value };
      const error = await failureOf(UnexpectedResponseError, call(new Customary(url)));
      assert.equal(error.status, 200);
      assert.match((error.cause as Error).message, new RegExp(`^${name}\\b`), inspect(body));
    }
  }
  const { url } = await serve(context, () => ({ body: { error: 'maintenance' } }));
  const { accounts, customers, health } = new Customary(url);
  for (const call of [accounts.getAccount(), customers.fetchCustomers(), health.getReadiness()])
    await failureOf(UnexpectedResponseError, call);
});

test('what is no problem in full is none', async (context) => {
  const whole = problem(400, 'invalid');
  for (const [name, value] of [
    ['title', undefined],
    ['detail', null],
    ['type', 5],
    ['status', '400'],
    ['request_id', null],
    ['errors', null],
    ['errors', {}],
    ['errors', [{ code: 'missing' }]],
    ['errors', [{ code: 'missing', detail: 'Missing.', pointer: 5 }]],
    ['errors', [{ code: 'duplicate', detail: 'Taken.', customer_id: 'nope' }]],
  ] as const) {
    const { url } = await serve(context, () => ({ ...whole, body: { ...(whole.body as object), [name]: value } }));
    await failureOf(UnexpectedResponseError, new Customary(url).accounts.getAccount());
  }
});

test('another success than the documented one is unexpected, also one that says that it is a problem', async (context) => {
  let answer: Answer = {};
  const { url } = await serve(context, () => answer);
  const { accounts, customers } = new Customary(url);
  const registration = { email: 'ada@example.com', password: 'a password' };
  for (const [status, call] of [
    [200, () => accounts.register({ registration })],
    [201, () => accounts.getAccount()],
    [201, () => accounts.getAccountRaw()],
    [202, () => accounts.getAccount()],
    [206, () => accounts.getAccount()],
    [200, () => customers.deleteCustomer({ customerId: CUSTOMER.id })],
  ] as const) {
    answer = { status, body: ACCOUNT };
    assert.equal((await failureOf<UnexpectedResponseError>(UnexpectedResponseError, call())).status, status);
  }
  for (const status of [200, 202]) {
    answer = problem(status, 'no problem');
    await failureOf(UnexpectedResponseError, accounts.getAccount());
  }
});

test('a body that is not in UTF-8 is unexpected', async (context) => {
  const whole = problem(400, 'ä');
  for (const answer of [
    { body: Buffer.from(JSON.stringify({ ...ACCOUNT, email: 'ä' }), 'latin1') },
    { body: Buffer.from(`\ufeff${JSON.stringify(ACCOUNT)}`) },
    { ...whole, body: Buffer.from(JSON.stringify(whole.body), 'latin1') },
  ]) {
    const { url } = await serve(context, () => answer);
    await failureOf(UnexpectedResponseError, new Customary(url).accounts.getAccount());
  }
});

test('a redirect is unexpected and not followed, whatever it says it is', async (context) => {
  for (const status of [300, 301, 302, 303, 307, 308]) {
    for (const answer of [problem(status, 'elsewhere'), { status, body: '' }]) {
      const headers = { ...answer.headers, Location: '/elsewhere/' };
      const { url, received } = await serve(context, () => ({ ...answer, headers }));
      const { accounts } = new Customary(url, { accessToken: 'access-1' });
      for (const overrides of [{}, { redirect: 'follow' }] as const) {
        const error = await failureOf(UnexpectedResponseError, accounts.getAccount(overrides));
        assert.equal(error.status, status);
        assert.match(error.message, /redirect/);
      }
      assert.deepEqual(
        received.map(({ url: path }) => path),
        [GET_ACCOUNT, GET_ACCOUNT],
      );
    }
  }
});

test('a deletion that something else answers has not succeeded', async (context) => {
  const { url } = await serve(context, () => ({ headers: { 'Content-Type': 'text/html' }, body: '<h1>Welcome</h1>' }));
  await failureOf(UnexpectedResponseError, new Customary(url).customers.deleteCustomer({ customerId: CUSTOMER.id }));
});

test('members, roles, values and codes that the client does not know do no harm', async (context) => {
  const errors = [{ code: 'brand_new', detail: 'New.', pointer: '/a', since: 2 }];
  const { url, received } = await serve(context, ({ url: path }) => {
    if (path === GET_ACCOUNT) return { body: { ...ACCOUNT, role: 'auditor', team: { id: 1 } } };
    const { status, headers, body } = problem(400, 'invalid');
    return { status, headers, body: { ...(body as object), instance: '/a', errors } } as Answer;
  });
  const client = new Customary(url);
  const account = await client.accounts.getAccount();
  assert.equal(account.role, 'auditor');
  assert.deepEqual(account.createdAt, new Date('2026-03-02T09:30:00.123Z'));
  assert.equal('team' in account, false);
  const sort = 'city' as 'name';
  const error = await failureOf(ProblemError, client.customers.fetchCustomers({ sort, q: 'a+b & ç', pageSize: 7 }));
  assert.deepEqual([error.problem.errors?.[0]?.code, error.problem.errors?.[0]?.pointer], ['brand_new', '/a']);
  assert.equal(received.pop()?.url, '/api/1/customer/fetch/?page_size=7&sort=city&q=a%2Bb+%26+%C3%A7');
});

test('the type of a success is not looked at, and a time may have any zone and precision', async (context) => {
  const headers = { 'Content-Type': 'text/plain' };
  for (const created_at of ['2026-03-02T10:30:00.123456+01:00', '2026-03-02T09:30:00.123Z']) {
    const { url } = await serve(context, () => ({ headers, body: { ...ACCOUNT, created_at } }));
    const { createdAt } = await new Customary(url).accounts.getAccount();
    assert.equal(createdAt.toISOString(), '2026-03-02T09:30:00.123Z');
  }
});
