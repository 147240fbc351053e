// What browsers do otherwise than Node. Against a server made here, which has the page, too. Of its environment it needs CHROMIUM.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import test from 'node:test';

import { chromium } from 'playwright-core';

const CLIENT = new URL('.', import.meta.resolve('customary-client'));

test('a redirect is unexpected and not followed, although a browser does not tell its status', async (context) => {
  const received = [];
  const server = createServer(({ url }, response) => {
    received.push(url);
    if (url === '/')
      return response.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:,">');
    if (!url.startsWith('/client/')) return response.writeHead(302, { Location: '/elsewhere/' }).end();
    const file = readFileSync(new URL(url.slice('/client/'.length), CLIENT));
    return response.setHeader('Content-Type', 'text/javascript').end(file);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM });
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const failure = await page.evaluate(async () => {
    const { Customary } = await import('/client/index.js');
    return new Customary(location.origin).accounts.getAccount().then(
      () => 'success',
      ({ name, status, message }) => ({ name, status, message }),
    );
  });
  assert.deepEqual(failure, {
    name: 'UnexpectedResponseError',
    status: 0,
    message: 'unexpected answer 0: a redirect, which is not followed',
  });
  const others = received.filter((url) => url !== '/' && !url.startsWith('/client/'));
  assert.deepEqual(others, ['/api/1/account/']);
});
