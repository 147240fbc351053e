// What a call waits for and tries again, and which answers are about an expired token.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

import { Customary, ProblemError } from 'customary-client';
import { ACCOUNT, expired, failureOf, GET_ACCOUNT, LOGIN, problem, REFRESH, serve, session, until } from './server.js';

test('a token has expired if any challenge says so, whatever the body is', async (context) => {
  const bearer = 'Bearer realm="customary, error=no", error="invalid_token"';
  const html = { status: 401, body: '<h1>Log in</h1>' };
  const cases: [string | string[], boolean][] = [
    [bearer, true],
    ['Bearer error=invalid_token', true],
    ['bearer ERROR = "invalid_token" , scope="a"', true],
    [['Basic realm="proxy"', bearer], true],
    [[bearer, 'Basic realm="proxy"'], true],
    [`Basic realm="proxy", ${bearer}`, true],
    [`Negotiate, Basic YWRhOg==, ${bearer}, Digest nonce="1"`, true],
    ['Bearer', false],
    ['Bearer realm="customary"', false],
    ['Bearer error="invalid_request"', false],
    ['Bearer error="invalid_token_form"', false],
    ['Bearer my-error="invalid_token"', false],
    ['Bearer realm="error=invalid_token"', false],
    ['Bearer realm="a, Bearer error=invalid_token"', false],
    ['DPoP error="invalid_token"', false],
    ['Bearer realm="a", DPoP error="invalid_token"', false],
  ];
  for (const [challenge, expected] of cases) {
    for (const answer of [problem(401, 'no'), html]) {
      const { url, sentTo } = await serve(context, ({ url: path, headers }) => {
        if (path === LOGIN) return session(1);
        if (path === REFRESH) return session(2);
        if (headers.authorization === 'Bearer access-2') return { body: ACCOUNT };
        return {
          ...answer,
          headers: { ...('headers' in answer ? answer.headers : {}), 'WWW-Authenticate': challenge },
        };
      });
      const client = new Customary(url);
      await client.login('ada@example.com', 'a password');
      if (expected) await client.accounts.getAccount();
      else await assert.rejects(client.accounts.getAccount());
      assert.equal(sentTo(REFRESH).length, expected ? 1 : 0, inspect(challenge));
    }
  }
});

test('a call has so many tries again in all, before, of and after a refresh', async (context) => {
  const busy = (detail: string) => problem(503, detail, { 'Retry-After': '0' });
  const cases: [before: number, refresh: number, after: number, failure: string | undefined][] = [
    [2, 0, 0, undefined],
    [1, 1, 0, undefined],
    [0, 1, 1, undefined],
    [0, 0, 2, undefined],
    [2, 1, 0, 'refresh'],
    [1, 2, 0, 'refresh'],
    [0, 3, 0, 'refresh'],
    [1, 1, 1, 'after'],
    [2, 0, 1, 'after'],
    [0, 0, 3, 'after'],
    [3, 0, 0, 'before'],
  ];
  for (const [before, refresh, after, failure] of cases) {
    const left = { before, refresh, after };
    const isBusy = (place: keyof typeof left) => left[place]-- > 0;
    const { url } = await serve(context, ({ url: path, headers }) => {
      if (path === LOGIN) return session(1);
      if (path === REFRESH) return isBusy('refresh') ? busy('refresh') : session(2);
      if (headers.authorization === 'Bearer access-2') return isBusy('after') ? busy('after') : { body: ACCOUNT };
      return isBusy('before') ? busy('before') : expired();
    });
    const client = new Customary(url);
    await client.login('ada@example.com', 'a password');
    const call = client.accounts.getAccount();
    if (failure === undefined) await call;
    else assert.equal((await failureOf(ProblemError, call)).problem.detail, failure);
  }
});

test('of calls that wait for one refresh one without tries left fails, and the others go on', async (context) => {
  const { url, sentTo } = await serve(context, async ({ url: path, headers }) => {
    if (path === LOGIN) return session(1);
    if (path === REFRESH) {
      await until(() => sentTo(GET_ACCOUNT).length === 4);
      return sentTo(REFRESH).length === 1 ? problem(503, 'refresh', { 'Retry-After': '1' }) : session(2);
    }
    if (headers.authorization === 'Bearer access-2') return { body: ACCOUNT };
    return sentTo(GET_ACCOUNT).length <= 2 ? problem(503, 'before', { 'Retry-After': '0' }) : expired();
  });
  const client = new Customary(url);
  await client.login('ada@example.com', 'a password');
  const tired = failureOf(ProblemError, client.accounts.getAccount());
  await until(() => sentTo(GET_ACCOUNT).length === 3);
  const fresh = client.accounts.getAccount();
  assert.equal((await tired).problem.detail, 'refresh');
  assert.equal(sentTo(REFRESH).length, 1);
  assert.equal((await fresh).email, 'ada@example.com');
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
