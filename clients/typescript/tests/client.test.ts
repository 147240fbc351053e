// What the scenario can't show: servers that fail, proxies, lost sessions, and what is sent. Against servers made here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import test, { type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

import { ConnectionError, Customary, type Customer, ProblemError, UnexpectedResponseError } from 'customary-client';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const ACCOUNT = {
  id: '0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f',
  email: 'ada@example.com',
  name: null,
  role: 'admin',
  organization: { id: '0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f', name: 'ada@example.com', country: null },
  created_at: '2026-03-02T09:30:00.123Z',
};

const CUSTOMER = {
  id: '0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40',
  name: 'Mirela Vantorsen',
  email: null,
  phone: null,
  company: null,
  address: null,
  city: null,
  region: null,
  postal_code: null,
  country: null,
  notes: null,
  version: 9007199254740991,
  created_at: '2026-03-02T09:31:00.000Z',
  updated_at: '2026-03-02T09:31:00.000Z',
};

function problem(status: number, detail: string, headers: Record<string, string> = {}): Answer {
  const type = '/problems/some/';
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: { type, title: 'Title', status, detail, request_id: 'r1' },
  };
}

const expired = () =>
  problem(401, 'expired', { 'WWW-Authenticate': 'Bearer realm="customary", error="invalid_token"' });
const session = (number: number): Answer => ({
  body: { access_token: `access-${number}`, token_type: 'Bearer', expires_in: 900, refresh_token: `refresh-${number}` },
});

/** A server that answers as `answer` says; its address, and what it has received. */
async function serve(context: TestContext, answer: (request: Received) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body });
    const {
      status = 200,
      headers: sent = { 'Content-Type': 'application/json' },
      body: content,
    } = await answer(received[received.length - 1] as Received);
    response.writeHead(status, sent);
    response.end(typeof content === 'string' || content === undefined ? content : JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received, sentTo: (path: string) => received.filter((one) => one.url === path) };
}

/** What the call failed with, which must be of this kind. */
async function failureOf<T extends Error>(kind: new (...values: never[]) => T, call: Promise<unknown>): Promise<T> {
  const error: unknown = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof kind, inspect(error));
  return error;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

const LOGIN = '/api/1/login/';
const LOGOUT = '/api/1/logout/';
const REFRESH = '/api/1/session/refresh/';
const GET_ACCOUNT = '/api/1/account/';

/** Takes access tokens from `from` on; refreshes as `refresh` says. */
function sessions(from: number, refresh: () => Answer | Promise<Answer>) {
  return ({ url, headers }: Received) => {
    if (url === LOGIN) return session(1);
    if (url === REFRESH) return refresh();
    if (headers.authorization === undefined) return problem(401, 'no token', { 'WWW-Authenticate': 'Bearer' });
    return Number(headers.authorization.replace('Bearer access-', '')) < from ? expired() : { body: ACCOUNT };
  };
}

test('calls that find the token expired wait for one refresh, and are sent again', async (context) => {
  const answer = sessions(2, async () => {
    await until(() => sentTo(GET_ACCOUNT).length === 6);
    return session(2);
  });
  const { url, sentTo } = await serve(context, answer);
  const client = new Customary(url);
  await client.login('ada@example.com', 'a password');
  const calls = [1, 2, 3, 4, 5].map(() => client.accounts.getAccount());
  await until(() => sentTo(REFRESH).length > 0);
  calls.push(client.accounts.getAccount());
  for (const { email } of await Promise.all(calls)) assert.equal(email, 'ada@example.com');
  assert.deepEqual(
    sentTo(REFRESH).map(({ body, headers }) => [JSON.parse(body), headers.authorization]),
    [[{ refresh_token: 'refresh-1' }, undefined]],
  );
  assert.equal(client.accessToken, 'access-2');
  assert.equal(sentTo(GET_ACCOUNT).length, 12);
});

test('a call that hears late that its token has expired causes no other refresh, whatever came of the first', async (context) => {
  for (const refresh of [session(2), problem(401, 'used before')]) {
    const answer = sessions(2, () => refresh);
    let earlyHasEnded = false;
    const { url, sentTo } = await serve(context, async (request) => {
      if (request === sentTo(GET_ACCOUNT)[0]) await until(() => earlyHasEnded);
      return answer(request);
    });
    const client = new Customary(url);
    const end = (call: Promise<unknown>) => (refresh.status === 401 ? failureOf(ProblemError, call) : call);
    await client.login('ada@example.com', 'a password');
    const late = end(client.accounts.getAccount());
    await until(() => sentTo(GET_ACCOUNT).length === 1);
    await end(client.accounts.getAccount());
    earlyHasEnded = true;
    await late;
    assert.equal(sentTo(REFRESH).length, 1);
  }
});

test('a 401 that is not about the token is no reason to refresh', async (context) => {
  const { url, sentTo } = await serve(context, ({ url: path }) =>
    path === LOGIN ? session(1) : problem(401, 'no', { 'WWW-Authenticate': 'Bearer realm="customary"' }),
  );
  const client = new Customary(url);
  await client.login('ada@example.com', 'a password');
  assert.equal((await failureOf(ProblemError, client.accounts.getAccount())).problem.detail, 'no');
  assert.deepEqual([client.accessToken, sentTo(REFRESH).length], ['access-1', 0]);
});

test('a refresh that is refused ends the session, and each call gets its own 401', async (context) => {
  for (const status of [400, 401, 403, 404, 422]) {
    const { url, sentTo } = await serve(
      context,
      sessions(2, async () => {
        await until(() => sentTo(GET_ACCOUNT).length === 5);
        return problem(status, 'used before', { 'Retry-After': '0' });
      }),
    );
    const client = new Customary(url);
    await client.login('ada@example.com', 'a password');
    const calls = [1, 2, 3, 4, 5].map(() => failureOf(ProblemError, client.accounts.getAccount()));
    for (const error of await Promise.all(calls)) assert.equal(error.problem.detail, 'expired');
    assert.equal(client.accessToken, undefined);
    assert.equal((await failureOf(ProblemError, client.accounts.getAccount())).problem.detail, 'no token');
    await assert.rejects(client.refresh(), /log in first/);
    assert.equal(sentTo(REFRESH).length, 1);
  }
});

test('a refresh that the server is too busy for is sent again, once for all who wait', async (context) => {
  for (const status of [429, 503]) {
    const { url, sentTo } = await serve(
      context,
      sessions(2, () => (sentTo(REFRESH).length === 1 ? problem(status, 'busy', { 'Retry-After': '1' }) : session(2))),
    );
    const client = new Customary(url);
    await client.login('ada@example.com', 'a password');
    const begun = performance.now();
    const calls = [1, 2, 3, 4, 5].map(() => client.accounts.getAccount());
    await until(() => sentTo(REFRESH).length === 1);
    await wait(300);
    await Promise.all([...calls, client.accounts.getAccount()]);
    assert.ok(performance.now() - begun >= 1000);
    assert.deepEqual(
      sentTo(REFRESH).map(({ body }) => JSON.parse(body).refresh_token),
      ['refresh-1', 'refresh-1'],
    );
    assert.equal(client.accessToken, 'access-2');
  }
});

test('a refresh that fails otherwise keeps the tokens; the calls fail with its error, and the next one tries again', async (context) => {
  const busy = { 'Retry-After': '0' };
  const html = { 'Content-Type': 'text/html' };
  const cases: [Answer | undefined, new (...values: never[]) => Error, RegExp, number][] = [
    [problem(503, 'busy', busy), ProblemError, /^503 .*busy/, 3],
    [problem(429, 'busy', busy), ProblemError, /^429 .*busy/, 3],
    [problem(429, 'busy'), ProblemError, /^429 .*busy/, 1],
    [problem(408, 'slow'), ProblemError, /^408 .*slow/, 1],
    [problem(500, 'broken'), ProblemError, /^500 .*broken/, 1],
    [{ status: 502, headers: html, body: '<h1>Bad gateway</h1>' }, UnexpectedResponseError, /502/, 1],
    [{ status: 401, headers: html, body: '<h1>Log in to the proxy</h1>' }, UnexpectedResponseError, /401/, 1],
    [{ status: 307, headers: { Location: LOGIN }, body: '' }, UnexpectedResponseError, /307/, 1],
    [{ body: { access_token: 'access-2' } }, UnexpectedResponseError, /200/, 1],
    [{ headers: html, body: '<h1>Log in to the network</h1>' }, UnexpectedResponseError, /200/, 1],
    [undefined, ConnectionError, /no answer/, 1],
  ];
  for (const [answer, kind, message, tries] of cases) {
    let fails = true;
    const { url, sentTo } = await serve(
      context,
      sessions(2, async () => {
        if (!fails) return session(2);
        await until(() => sentTo(GET_ACCOUNT).length >= 2);
        await wait(50);
        return answer ?? new Promise<Answer>(() => {});
      }),
    );
    const client = new Customary(url, { timeout: 1000 });
    await client.login('ada@example.com', 'a password');
    const calls = [1, 2].map(() => failureOf(kind, client.accounts.getAccount()));
    for (const error of await Promise.all(calls)) assert.match(error.message, message);
    assert.deepEqual([client.accessToken, sentTo(REFRESH).length], ['access-1', tries]);
    assert.match((await failureOf(kind, client.refresh())).message, message);
    assert.deepEqual([client.accessToken, sentTo(REFRESH).length], ['access-1', 2 * tries]);
    fails = false;
    assert.equal((await client.accounts.getAccount()).email, 'ada@example.com');
    assert.equal(client.accessToken, 'access-2');
    assert.ok(sentTo(REFRESH).every(({ body }) => JSON.parse(body).refresh_token === 'refresh-1'));
  }
});

test('a refresh whose answer was lost is refused the next time, which ends the session', async (context) => {
  const { url, sentTo } = await serve(
    context,
    sessions(2, () => (sentTo(REFRESH).length === 1 ? new Promise<Answer>(() => {}) : problem(401, 'used before'))),
  );
  const client = new Customary(url, { timeout: 500 });
  await client.login('ada@example.com', 'a password');
  await failureOf(ConnectionError, client.accounts.getAccount());
  assert.equal((await failureOf(ProblemError, client.accounts.getAccount())).problem.detail, 'expired');
  assert.equal(client.accessToken, undefined);
});

test('what a call waits for the refresh counts, as what it waits before and after', async (context) => {
  const busy = (detail: string) => problem(503, detail, { 'Retry-After': '1' });
  for (const place of ['before', 'after']) {
    let number = 0;
    const { url, sentTo } = await serve(context, ({ url: path }) => {
      if (path === LOGIN) return session(1);
      if (path === REFRESH) return sentTo(REFRESH).length === 1 ? busy('refresh') : session(2);
      number += 1;
      if (place === 'before') return number === 1 ? busy('before') : expired();
      return number === 1 ? expired() : busy('after');
    });
    const client = new Customary(url, { maxWait: 1500 });
    await client.login('ada@example.com', 'a password');
    const begun = performance.now();
    const error = await failureOf(ProblemError, client.accounts.getAccount());
    const took = performance.now() - begun;
    assert.ok(took >= 1000 && took < 1900, `${place}: ${took} ms`);
    assert.deepEqual([error.status, error.problem.detail], [503, place === 'before' ? 'refresh' : 'after']);
    assert.equal(sentTo(REFRESH).length, place === 'before' ? 1 : 2);
    assert.equal(client.accessToken, place === 'before' ? 'access-1' : 'access-2');
  }
});

test('of calls that wait for one refresh each fails when it has waited enough, and the others go on', async (context) => {
  const { url, sentTo } = await serve(context, async ({ url: path, headers }) => {
    if (path === LOGIN) return session(1);
    if (path === REFRESH) {
      // The second call has waited before.
      await until(() => sentTo(GET_ACCOUNT).length >= 3);
      return sentTo(REFRESH).length === 1 ? problem(503, 'refresh', { 'Retry-After': '2' }) : session(2);
    }
    if (headers.authorization === 'Bearer access-2') return { body: ACCOUNT };
    return sentTo(GET_ACCOUNT).length === 1 ? problem(503, 'before', { 'Retry-After': '1' }) : expired();
  });
  const client = new Customary(url, { maxWait: 2500 });
  await client.login('ada@example.com', 'a password');
  const impatient = failureOf(ProblemError, client.accounts.getAccount());
  await until(() => sentTo(GET_ACCOUNT).length === 1);
  const patient = client.accounts.getAccount();
  assert.equal((await impatient).problem.detail, 'refresh');
  assert.deepEqual([sentTo(REFRESH).length, client.accessToken], [1, 'access-1']);
  assert.equal((await patient).email, 'ada@example.com');
  assert.equal(sentTo(REFRESH).length, 2);
});

test('a call that comes while a refresh waits has the rest of the wait to bear', async (context) => {
  const busy = (detail: string, seconds: number) => problem(503, detail, { 'Retry-After': String(seconds) });
  const { url, sentTo } = await serve(context, ({ url: path, headers }) => {
    if (path === LOGIN) return session(1);
    if (path === REFRESH) return sentTo(REFRESH).length === 1 ? busy('refresh', 2) : session(2);
    if (headers.authorization === 'Bearer access-2') return busy('after', 1);
    return sentTo(GET_ACCOUNT).length === 1 ? busy('before', 1) : expired();
  });
  const client = new Customary(url, { maxWait: 2200 });
  await client.login('ada@example.com', 'a password');
  const call = () => failureOf(ProblemError, client.accounts.getAccount());
  const late = call();
  await until(() => sentTo(GET_ACCOUNT).length === 1);
  await wait(600);
  const first = call();
  // When it comes to the refresh, it may wait for 1.2 s more, of some 1.6.
  assert.equal((await late).problem.detail, 'refresh');
  assert.equal(sentTo(REFRESH).length, 1);
  const joining = call();
  for (const error of await Promise.all([first, joining])) assert.equal(error.problem.detail, 'after');
  assert.deepEqual([sentTo(REFRESH).length, sentTo(GET_ACCOUNT).length], [2, 6]);
});

test('a token that is refused after a refresh, too, is not refreshed again', async (context) => {
  const { url, sentTo } = await serve(
    context,
    sessions(3, () => session(2)),
  );
  const client = new Customary(url);
  await client.login('ada@example.com', 'a password');
  assert.equal((await failureOf(ProblemError, client.accounts.getAccount())).status, 401);
  assert.deepEqual([sentTo(REFRESH).length, sentTo(GET_ACCOUNT).length], [1, 2]);
});

test('a login while another session is refreshed stays, and no call is sent with the wrong one', async (context) => {
  for (const refresh of [session(2), problem(401, 'used before')]) {
    const { url, sentTo } = await serve(context, async ({ url: path, headers }) => {
      if (path === LOGIN) return session(sentTo(LOGIN).length === 1 ? 1 : 100);
      if (path === REFRESH) return until(() => client.accessToken === 'access-100').then(() => refresh);
      return headers.authorization === 'Bearer access-1' ? expired() : { body: ACCOUNT };
    });
    const client = new Customary(url);
    await client.login('ada@example.com', 'a password');
    const call = client.accounts.getAccount();
    const ended = refresh.status === 401 ? failureOf(ProblemError, call) : call;
    await until(() => sentTo(REFRESH).length === 1);
    await client.login('ben@example.com', 'a password');
    await ended;
    assert.equal(client.accessToken, 'access-100');
    const tokens = sentTo(GET_ACCOUNT).map(({ headers }) => headers.authorization);
    assert.deepEqual(tokens, ['Bearer access-1', 'Bearer access-2'].slice(0, refresh.status === 401 ? 1 : 2));
  }
});

test('a token from elsewhere is sent and kept, but not refreshed', async (context) => {
  const { url, sentTo } = await serve(
    context,
    sessions(2, () => session(2)),
  );
  const client = new Customary(url, { accessToken: 'access-1' });
  assert.equal((await failureOf(ProblemError, client.accounts.getAccount())).problem.detail, 'expired');
  assert.deepEqual([client.accessToken, sentTo(REFRESH).length], ['access-1', 0]);
});

test('logging out forgets the tokens if it succeeds or the session is over, and can be tried again otherwise', async (context) => {
  let answer: Answer = {};
  const { url, sentTo } = await serve(context, ({ url: path }) => (path === LOGIN ? session(1) : answer));
  const client = new Customary(url);
  const success: Answer = { status: 204, headers: {} };
  const over = [
    problem(401, 'ended'),
    problem(401, 'ended', { 'WWW-Authenticate': 'Bearer error="invalid_token"' }),
    success,
  ];
  for (const last of over) {
    await client.login('ada@example.com', 'a password');
    for (const [failure, kind] of [
      [problem(500, 'broken'), ProblemError],
      [problem(503, 'busy'), ProblemError],
      [problem(403, 'forbidden'), ProblemError],
      [{ status: 502, headers: { 'Content-Type': 'text/html' }, body: '' }, UnexpectedResponseError],
      [{ status: 302, headers: { Location: '/' } }, UnexpectedResponseError],
    ] as const) {
      answer = failure;
      await failureOf<Error>(kind, client.logout());
      assert.equal(client.accessToken, 'access-1');
    }
    answer = last;
    await client.logout();
    assert.equal(client.accessToken, undefined);
  }
  const sent = sentTo(LOGOUT).length;
  await client.logout();
  assert.equal(sentTo(LOGOUT).length, sent);
});

test('logging out with an expired token refreshes it first, and keeps the tokens if that fails', async (context) => {
  let refresh: Answer = problem(500, 'broken');
  const { url, sentTo } = await serve(context, ({ url: path, headers }) => {
    if (path === LOGIN) return session(1);
    if (path === REFRESH) return refresh;
    return headers.authorization === 'Bearer access-1' ? expired() : { status: 204, headers: {} };
  });
  const client = new Customary(url);
  for (const [next, requests] of [
    [session(2), 3],
    [problem(401, 'used before'), 2],
  ] as const) {
    await client.login('ada@example.com', 'a password');
    refresh = problem(500, 'broken');
    assert.equal((await failureOf(ProblemError, client.logout())).status, 500);
    assert.equal(client.accessToken, 'access-1');
    refresh = next;
    const sent = sentTo(LOGOUT).length;
    await client.logout();
    assert.equal(client.accessToken, undefined);
    assert.equal(sentTo(LOGOUT).length - sent, requests - 1);
  }
});

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
      ++number % 3 > 0 ? problem(status, 'busy', { 'Retry-After': number === 1 ? '1' : '0' }) : { body: ACCOUNT },
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

test('a refresh that nobody waits for any more waits no longer, but a request of it that is under way goes on', async (context) => {
  let answer: Answer | Promise<Answer> = problem(503, 'busy', { 'Retry-After': '30' });
  const { url, sentTo } = await serve(
    context,
    sessions(2, () => answer),
  );
  const client = new Customary(url);
  await client.login('ada@example.com', 'a password');
  const controllers = [1, 2].map(() => new AbortController());
  const calls = controllers.map(({ signal }) => client.accounts.getAccount({ signal }));
  const ends = calls.map((call) => assert.rejects(call, { name: 'AbortError' }));
  await until(() => sentTo(REFRESH).length === 1);
  await wait(100);
  controllers[0]?.abort();
  await ends[0];
  answer = wait(300, session(2));
  controllers[1]?.abort();
  const begun = performance.now();
  const next = client.refresh();
  await ends[1];
  await until(() => sentTo(REFRESH).length === 2);
  await next;
  assert.ok(performance.now() - begun < 5000);
  assert.equal(client.accessToken, 'access-2');

  const other = new Customary(url);
  await other.login('ada@example.com', 'a password');
  answer = wait(300, session(3));
  const controller = new AbortController();
  const end = assert.rejects(other.accounts.getAccount({ signal: controller.signal }), { name: 'AbortError' });
  await until(() => sentTo(REFRESH).length === 3);
  controller.abort();
  await end;
  assert.equal(other.accessToken, 'access-1');
  await other.accounts.getAccount();
  assert.deepEqual([other.accessToken, sentTo(REFRESH).length], ['access-3', 3]);
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
  for (const options of [{ timeout: 0 }, { timeout: Infinity }, { retries: -1 }, { retries: 1.5 }, { maxWait: -1 }]) {
    assert.throws(() => new Customary(url, options), RangeError, inspect(options));
  }
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
  const sort = 'city' as 'name';
  const error = await failureOf(ProblemError, client.customers.fetchCustomers({ sort, q: 'a+b & ç', pageSize: 7 }));
  assert.deepEqual([error.problem.errors?.[0]?.code, error.problem.errors?.[0]?.pointer], ['brand_new', '/a']);
  assert.equal(received.pop()?.url, '/api/1/customer/fetch/?page_size=7&sort=city&q=a%2Bb+%26+%C3%A7');
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
