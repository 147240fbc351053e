// Several tabs of one browser: they share the session, and each shows nothing of an account that is no longer there.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';

const EVE = { ...ADA, email: 'eve@example.com', organization: 'Eve & Co' };

/** Ada in two tabs, with a customer of hers, and one of Eve. */
async function inTwoTabs(stage) {
  const server = await stage.server();
  await server.register(EVE);
  await server.create(await server.logIn(EVE), { name: 'Of Eve' });
  const visit = await stage.visit(server);
  await visit.arrive();
  const { id } = await server.create(await server.logIn(), { name: 'Of Ada' });
  const other = await visit.tab();
  await other.goto('/#/customers');
  await visit.lists(['Of Ada'], other);
  return { server, visit, other, id };
}

async function change(visit, person) {
  await visit.button('Log out').click();
  await visit.logInHere(person);
  await visit.page.getByRole('banner').getByText(person.organization).waitFor();
}

test('another account that logs in in one tab is shown in the other, and nothing of the one before', async (stage) => {
  const { server, visit, other } = await inTwoTabs(stage);
  await visit.openNewCustomer(other);
  await visit.fill({ Name: 'A secret of Ada' }, other);
  await change(visit, EVE);
  await visit.lists(['Of Eve'], other);
  await visit.status(`You are logged in as ${EVE.email}, which was done in another tab.`, other).waitFor();
  await other.getByRole('banner').getByText(EVE.organization).waitFor();
  await visit.openNewCustomer(other);
  await visit.holds({ Name: '' }, other);
  assert.equal((await server.find(await server.logIn(EVE), 'secret')).length, 0);
});

test('a tab that is told late of another account sends nothing of the one before to it', async (stage) => {
  const { server, visit, other } = await inTwoTabs(stage);
  await visit.openNewCustomer(other);
  await visit.fill({ Name: 'A secret of Ada' }, other);
  // The browser tells a tab of what another one did, but never of what it did itself.
  const token = await server.logIn(EVE);
  await other.evaluate(([email, access]) => {
    const key = 'customary.session';
    const session = JSON.parse(localStorage.getItem(key));
    session.account = { ...session.account, id: 'another', email };
    session.access_token = access;
    localStorage.setItem(key, JSON.stringify(session));
  }, [EVE.email, token]);
  visit.permits('GET /api/1/customer/fetch/ 401');
  await visit.button('Save', other).click();
  await visit.status(`You are logged in as ${EVE.email}`, other).waitFor();
  await visit.lists(['Of Eve'], other);
  assert.equal((await server.find(token, 'secret')).length, 0);
});

test('a tab whose session another one ended says so at the login, and keeps what is typed', async (stage) => {
  const { visit, other } = await inTwoTabs(stage);
  await visit.openNewCustomer(other);
  await visit.fill({ Name: 'Typed' }, other);
  await visit.button('Log out').click();
  await visit.alert('You are logged out, which happened in another tab.', other).waitFor();
  await visit.logInHere(ADA);
  await visit.heading('New customer', other).waitFor();
  await visit.holds({ Name: 'Typed' }, other);
});

test('logging out in one tab leaves a registration alone that is filled in in another', async (stage) => {
  const { visit, other } = await inTwoTabs(stage);
  await other.goto('/#/register');
  await visit.fill({ 'Your name': 'Somebody' }, other);
  await visit.button('Log out').click();
  await visit.heading('Log in').waitFor();
  await other.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'hidden' });
  await visit.holds({ 'Your name': 'Somebody' }, other);
});

test('a login that is refused in one tab does not log out the other', async (stage) => {
  const server = await stage.server();
  await server.register();
  const visit = await stage.visit(server);
  await visit.page.goto('/');
  const release = await visit.hold('POST', '/api/1/login/');
  visit.expects('POST /api/1/login/ 401');
  const refused = { ...ADA, password: 'not the password' };
  await visit.sending('POST', '/api/1/login/', () => visit.logInHere(refused));
  await visit.link('Register').click();
  await visit.heading('Register').waitFor();
  // Another tab logs in meanwhile; what is on its way here is held all the same.
  const other = await visit.tab();
  const { email, password } = ADA;
  const tokens = await server.expect(200, 'POST', '/api/1/login/', { body: { email, password } });
  const account = await server.expect(200, 'GET', '/api/1/account/', { token: tokens.access_token });
  await other.goto('/#/register');
  const session = JSON.stringify({ ...tokens, account });
  await other.evaluate((text) => localStorage.setItem('customary.session', text), session);
  await other.goto('/');
  await other.reload();
  await visit.heading('Customers', other).waitFor();
  const answered = visit.page.waitForResponse((response) => response.url().endsWith('/api/1/login/'));
  await release();
  await answered;
  await visit.link('Account', other).click();
  await other.getByRole('main').getByText(ADA.email).waitFor();
  assert.equal(await visit.heading('Log in', other).count(), 0);
});
