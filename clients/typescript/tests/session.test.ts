// Sessions: expired tokens, refreshes that fail, logging in and out.

import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

import { ConnectionError, Customary, ProblemError, UnexpectedResponseError } from 'customary-client';
import {
  ACCOUNT,
  type Answer,
  expired,
  failureOf,
  GET_ACCOUNT,
  LOGIN,
  LOGOUT,
  problem,
  REFRESH,
  serve,
  session,
  sessions,
  until,
} from './server.js';

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

test('the late answer of a logout forgets no session that has begun meanwhile', async (context) => {
  for (const answer of [{ status: 204, headers: {} }, problem(401, 'ended')]) {
    let answered = (): void => {};
    const late = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const { url, sentTo } = await serve(context, ({ url: path }) =>
      path === LOGIN ? session(sentTo(LOGIN).length) : late.then(() => answer),
    );
    const client = new Customary(url);
    await client.login('ada@example.com', 'a password');
    const logout = client.logout();
    await client.login('ben@example.com', 'a password');
    answered();
    await logout;
    assert.equal(client.accessToken, 'access-2');
    assert.equal(sentTo(LOGOUT)[0]?.headers.authorization, 'Bearer access-1');
  }
});

test('tokens that an operation answers do not show when they are printed, and are written as JSON', async (context) => {
  const { url } = await serve(context, () => session(1));
  const credentials = { email: 'ada@example.com', password: 'a password' };
  const answer = await new Customary(url).sessions.loginRaw({ credentials });
  const tokens = await answer.value();
  let printed = '';
  const stdout = new Writable({
    write(text, _encoding, done) {
      printed += text;
      done();
    },
  });
  const output = new Console({ stdout });
  output.log(tokens);
  output.log('%o', tokens, [{ tokens }]);
  output.dir(tokens, { showHidden: true });
  output.log(inspect([answer, tokens], { depth: null, showHidden: true, customInspect: false }));
  output.log(`${tokens}`);
  assert.match(printed, /tokenType: 'Bearer'/);
  assert.doesNotMatch(printed, /access-1|refresh-1/);
  const all = { accessToken: 'access-1', tokenType: 'Bearer', expiresIn: 900, refreshToken: 'refresh-1' };
  assert.equal(JSON.stringify(tokens), JSON.stringify(all));
  assert.deepEqual({ ...tokens }, all);
  tokens.accessToken = 'access-2';
  assert.equal(tokens.accessToken, 'access-2');
  assert.doesNotMatch(inspect(tokens), /access-/);
});

test('what is wrong with an answer is said without the tokens in it', async (context) => {
  const bodies = [
    '{"access_token":"access-1" "refresh_token":"refresh-1"}',
    { ...(session(1).body as object), expires_in: 'access-1' },
    { ...(session(1).body as object), refresh_token: 'refresh-1 ' },
  ];
  for (const body of bodies) {
    const { url } = await serve(context, () => ({ body }));
    const error = await failureOf(UnexpectedResponseError, new Customary(url).login('ada@example.com', 'a password'));
    assert.doesNotMatch(inspect(error, { depth: null, showHidden: true }), /access-|refresh-/);
  }
});
