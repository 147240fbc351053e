// Forms: each error stands at its field, nothing is sent twice, and the account's password.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';

test('each error of a registration stands at its field', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/#/register');
  visit.expects('POST /api/1/register/ 400');
  await visit.fill({ 'E-mail address': 'ada', Password: 'short' });
  await visit.button('Register').click();
  await visit.alert('2 fields need mending.').waitFor();
  await visit.error('email').getByText('Must be an e-mail address, such as name@example.com.').waitFor();
  await visit.error('password').getByText('Must have 8 characters or more.').waitFor();
  await visit.holds({ 'E-mail address': 'ada', Password: 'short' });
  await server.register();
  visit.expects('POST /api/1/register/ 409');
  await visit.fill({ 'E-mail address': ADA.email, Password: ADA.password });
  await visit.button('Register').click();
  const taken = 'Another account has this e-mail address. Log in, or register with another one.';
  await visit.error('email').getByText(taken).waitFor();
  await visit.error('password').waitFor({ state: 'hidden' });
});

test('two clicks on Save make one customer', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Once' });
  await visit.button('Save').evaluate((button) => {
    button.click();
    button.click();
  });
  await visit.status('Saved.').waitFor();
  await visit.lists(['Once']);
  assert.equal((await server.find(await server.logIn(), 'once')).length, 1);
});

test('a change sends what was changed and leaves what others changed meanwhile', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  const token = await server.logIn();
  const { id } = await server.create(token, { name: 'Dora', city: 'Bern', notes: 'Old\nnotes' });
  await visit.page.goto(`/#/customers/${id}`);
  await visit.holds({ Name: 'Dora', City: 'Bern', Notes: 'Old\nnotes' });
  const other = await fetch(`${server.origin}/api/1/customer/${id}/`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/merge-patch+json' },
    body: JSON.stringify({ city: 'Thun' }),
  });
  assert.equal(other.status, 200);
  await visit.fill({ Company: 'Acme' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  const now = await server.expect(200, 'GET', `/api/1/customer/${id}/`, { token });
  assert.deepEqual([now.city, now.company, now.notes], ['Thun', 'Acme', 'Old\nnotes']);
});

test('the account shows whose it is, and its password is changed there', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.link('Account').click();
  await visit.heading('Account').waitFor();
  const main = visit.page.getByRole('main');
  for (const text of [ADA.email, ADA.name, ADA.organization, 'admin']) await main.getByText(text).first().waitFor();
  const changed = { ...ADA, password: 'seven lanterns over the harbour' };
  visit.expects('POST /api/1/account/password/ 400');
  await visit.fill({ 'Current password': 'not it', 'New password': changed.password });
  await visit.button('Change password').click();
  await visit.error('current_password').getByText("This is not the account's password.").waitFor();
  await visit.fill({ 'Current password': ADA.password, 'New password': changed.password });
  await visit.button('Change password').click();
  await visit.status('Your password was changed.').waitFor();
  await server.expect(401, 'POST', '/api/1/login/', { body: { email: ADA.email, password: ADA.password } });
  await server.logIn(changed);
  await visit.link('Customers').click();
  await visit.heading('Customers').waitFor();
  await visit.page.getByText('No customers yet.').waitFor();
});
