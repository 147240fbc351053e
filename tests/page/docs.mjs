// The interactive reference at /docs/. That it asks no other host is checked in every test.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';

/** Sends an operation by its “Execute”; the answer. */
async function execute(visit, operation, { path, body }) {
  const block = visit.page.locator(`.opblock[id$="-${operation}"]`);
  await block.locator('.opblock-summary-control').first().click();
  if (body !== undefined) await block.locator('textarea').first().fill(JSON.stringify(body));
  const answered = visit.page.waitForResponse((response) => new URL(response.url()).pathname === path);
  await block.locator('button.execute').click();
  const answer = await answered;
  const shown = block.locator('.live-responses-table .response-col_status');
  await shown.getByText(String(answer.status())).first().waitFor();
  return answer;
}

test('the reference logs in by its own form and then calls operations without a token being pasted', async (stage) => {
  const server = await stage.server();
  await server.register();
  const visit = await stage.visit(server);
  await visit.page.goto('/docs/');
  await visit.page.locator('.opblock').first().waitFor();
  const { email, password } = ADA;
  const login = await execute(visit, 'login', { path: '/api/1/login/', body: { email, password } });
  assert.equal(login.status(), 200);
  const account = await execute(visit, 'getAccount', { path: '/api/1/account/' });
  assert.equal(account.status(), 200);
  assert.equal((await account.json()).email, ADA.email);
  const block = visit.page.locator('.opblock[id$="-getAccount"]');
  await block.locator('.live-responses-table').getByText(ADA.email).first().waitFor();
});
