// Sessions: tokens that expire while somebody works, and sessions that are ended from elsewhere.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes } from './visit.mjs';

const CHANGED = { ...ADA, password: 'seven lanterns over the harbour' };
const ENDED = 'Your session has ended. Log in again.';

/** Waits until the server refuses the access token that the page sent last. */
async function expires(visit) {
  const status = async () => (await visit.server.call('GET', '/api/1/account/', { token: visit.token })).status;
  await becomes(status, 401, "the last access token's standing");
}

/** What is in order when tokens expire: the page may find out by a 401, and then gets others. */
function permitExpiry(visit) {
  for (const path of ['GET /api/1/customer/fetch/', 'GET /api/1/account/', 'POST /api/1/customer/create/']) {
    visit.permits(`${path} 401`);
  }
}

/** A visit whose access tokens hold for a second; the customers are made before, with one that holds long enough. */
async function withShortTokens(stage, customers) {
  const server = await stage.server();
  await server.register();
  await server.seed(await server.logIn(), customers);
  await server.restart('--access-token-seconds', '1');
  const visit = await stage.visit(server);
  permitExpiry(visit);
  await visit.enter();
  return { server, visit };
}

/** Ends all sessions but that of the caller, which is not the page's. */
async function endElsewhere(server) {
  const token = await server.logIn();
  const body = { current_password: ADA.password, new_password: CHANGED.password };
  await server.expect(204, 'POST', '/api/1/account/password/', { token, body });
}

test('an access token that expires is replaced without a word', async (stage) => {
  const { server, visit } = await withShortTokens(stage, 5);
  visit.routes.length = 0;
  await expires(visit);
  await visit.page.goto('/#/customers?q=person&page_size=10');
  await visit.listsSoMany(5);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Late' });
  await expires(visit);
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await expires(visit);
  await visit.page.reload();
  await visit.listsSoMany(6); // until then the page asks the server, which is restarted below
  assert.deepEqual(visit.routes.filter((route) => route.startsWith('#/login')), [], 'the login is never seen');
  await server.restart();
  assert.equal((await server.find(await server.logIn(), 'late')).length, 1);
});

test('two tabs whose token expires at the same time both go on', async (stage) => {
  const { visit } = await withShortTokens(stage, 30);
  const other = await visit.tab();
  await other.goto('/#/customers');
  await visit.heading('Customers', other).waitFor();
  const tabs = [visit.page, other];
  visit.routes.length = 0;
  for (const number of [2, 1, 3, 2, 1]) {
    await expires(visit);
    const route = `/#/customers?page=${number}&page_size=10`;
    await Promise.all(tabs.map((tab) => tab.evaluate((address) => location.assign(address), route)));
    for (const tab of tabs) await visit.status(`30 customers, page ${number} of 3`, tab).waitFor();
  }
  assert.deepEqual(visit.routes.filter((route) => route.startsWith('#/login')), [], 'the login is never seen');
});

test('a session that was ended elsewhere leads to the login and back, with what was typed', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.openNewCustomer();
  const typed = { Name: 'Fay Typed', Notes: 'All of\nthis.', Country: 'CH' };
  await visit.fill(typed);
  await endElsewhere(server);
  visit.expects('POST /api/1/customer/create/ 401');
  visit.expects('POST /api/1/session/refresh/ 401');
  await visit.button('Save').click();
  await visit.alert(ENDED).waitFor();
  await visit.logInHere(CHANGED);
  await visit.heading('New customer').waitFor();
  await visit.holds(typed);
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  assert.equal((await server.find(await server.logIn(CHANGED), 'fay')).length, 1);
});

test('after the login one is where one was in the table, or wanted to be', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.seed(await server.logIn(), 30);
  await visit.page.goto('/#/customers?page=2&page_size=10&sort=name');
  await visit.status('30 customers, page 2 of 3').waitFor();
  await endElsewhere(server);
  visit.expects('GET /api/1/customer/fetch/ 401');
  visit.expects('POST /api/1/session/refresh/ 401');
  await visit.button('Next page').click();
  await visit.alert(ENDED).waitFor();
  await visit.logInHere(CHANGED);
  await visit.status('30 customers, page 3 of 3').waitFor();
  await becomes(async () => (await visit.names())[0], 'Person 21', 'the first name');
});

test('who comes to an address without a session is led to the login and then there', async (stage) => {
  const server = await stage.server();
  await server.register();
  const visit = await stage.visit(server);
  await visit.page.goto('/#/customers/new');
  await visit.logInHere();
  await visit.heading('New customer').waitFor();
  assert.match(visit.page.url(), /#\/customers\/new$/);
});

test('what one account typed is not shown to the next one that logs in here', async (stage) => {
  const server = await stage.server();
  const eve = { ...ADA, email: 'eve@example.com', organization: 'Eve & Co' };
  await server.register(eve);
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.openNewCustomer();
  await visit.fill({ Name: 'A secret of Ada' });
  await visit.button('Log out').click();
  await visit.logInHere(eve);
  await visit.page.getByRole('banner').getByText(eve.organization).waitFor();
  await visit.page.goto('/#/customers/new');
  await visit.heading('New customer').waitFor();
  await visit.holds({ Name: '' });
});

test('logging out in one tab ends the session in the other', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  const other = await visit.tab();
  await other.goto('/#/customers');
  await visit.heading('Customers', other).waitFor();
  visit.permits('GET /api/1/customer/fetch/ 401');
  visit.permits('POST /api/1/session/refresh/ 401');
  await visit.button('Log out').click();
  await visit.heading('Log in').waitFor();
  // The other tab may know at once; where it does not, it finds out when it asks.
  await other.evaluate(() => location.assign('/#/customers?q=anything'));
  await visit.heading('Log in', other).waitFor();
});

test('logging out while the server is away ends the session here all the same', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.page.getByText('No customers yet.').waitFor(); // until then the page asks the server
  visit.expects('POST /api/1/logout/ failed');
  visit.permits('GET /favicon.svg failed'); // the browser's own doing, when the title changes
  await server.kill();
  await visit.button('Log out').click();
  await visit.heading('Log in').waitFor();
  assert.equal(await visit.button('Log out').count(), 0);
});
