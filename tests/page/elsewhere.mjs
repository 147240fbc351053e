// What ends after one has gone elsewhere: it is told there, and nobody is pulled back.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes, drawn } from './visit.mjs';

const CREATE = '/api/1/customer/create/';
const FETCH = '/api/1/customer/fetch/';

async function arrived(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  return { server, visit };
}

/** Saves a new customer; the answer comes when what this returns is called. */
async function save(visit) {
  const release = await visit.hold('POST', CREATE);
  await visit.sending('POST', CREATE, () => visit.button('Save').click());
  return release;
}

/** To the account, with the focus in a field there, as somebody who goes on working. */
async function goOn(visit) {
  await visit.link('Account').click();
  await visit.heading('Account').waitFor();
  await visit.field('Current password').focus();
}

/** Still at the account, and nothing has moved the focus or shown an error. */
async function isUndisturbed(visit) {
  await drawn(visit.page);
  assert.equal(await visit.heading('Account').count(), 1, 'the view is the same');
  assert.match(visit.page.url(), /#\/account$/);
  assert.equal(await visit.focused(), 'Current password', 'the focus is where it was');
  assert.equal(await visit.page.locator('#main [role=alert]:not(:empty)').count(), 0, 'no error of another view');
}

test('a save that ends after one has gone elsewhere is told there, and leaves no draft', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  const release = await save(visit);
  await goOn(visit);
  await release();
  await visit.status('“Elif” was saved.').waitFor();
  await isUndisturbed(visit);
  await visit.link('Customers').click();
  await visit.lists(['Elif']);
  await visit.openNewCustomer();
  await visit.holds({ Name: '' });
});

test('a save that fails after one has gone elsewhere is told there, with a way back', async (stage) => {
  const { server, visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif', Notes: 'Typed' });
  const release = await save(visit);
  await goOn(visit);
  await visit.page.getByRole('main').getByText(ADA.email).waitFor();
  await server.kill();
  visit.expects(`POST ${CREATE} failed`);
  visit.permits('GET /favicon.svg failed'); // the browser's own doing, when the title changes
  await release();
  await visit.status('Whether “Elif” was saved is not known.').waitFor();
  await isUndisturbed(visit);
  await server.start();
  await visit.link('Back to what you typed').click();
  await visit.heading('Saving failed').waitFor();
  await visit.page.getByRole('main').getByText('Typed', { exact: true }).waitFor();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  await visit.lists(['Elif']);
});

test('an invalid entry whose answer comes late shows its errors in its own form only', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif', 'E-mail address': 'nobody' });
  visit.expects(`POST ${CREATE} 400`);
  const release = await save(visit);
  await goOn(visit);
  await release();
  await visit.status('“Elif” was not saved.').waitFor();
  await isUndisturbed(visit);
  await visit.link('Back to what you typed').click();
  await visit.heading('New customer').waitFor();
  await visit.error('email').getByText('Must be an e-mail address, such as name@example.com.').waitFor();
  await visit.holds({ Name: 'Elif', 'E-mail address': 'nobody' });
});

test('who cancels while it is being saved is still told that it failed, and finds what was typed', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ 'E-mail address': 'nobody' });
  visit.expects(`POST ${CREATE} 400`);
  const release = await save(visit);
  await visit.link('Cancel').click();
  await visit.heading('Customers').waitFor();
  await release();
  await visit.status('A customer without a name was not saved.').waitFor();
  await visit.button('Dismiss').click();
  assert.equal(await visit.focused(), 'Customers', 'the focus is not lost with the button');
  await visit.openNewCustomer();
  await visit.holds({ 'E-mail address': 'nobody' });
});

test('who comes back to a form that is still being saved can not send it twice', async (stage) => {
  const { server, visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  const release = await save(visit);
  await visit.link('Customers').click();
  await visit.openNewCustomer();
  await visit.status('“Elif” is still being saved…').waitFor();
  assert.equal(await visit.button('Save').count(), 0);
  await release();
  await visit.status('“Elif” was saved.').waitFor();
  await visit.holds({ Name: '' });
  assert.equal((await server.find(await server.logIn(), 'elif')).length, 1);
});

test('a change that ends after one has gone on to another customer leaves that form alone', async (stage) => {
  const { server, visit } = await arrived(stage);
  const token = await server.logIn();
  const [dora, elif] = [await server.create(token, { name: 'Dora' }), await server.create(token, { name: 'Elif' })];
  await visit.page.goto(`/#/customers/${dora.id}`);
  await visit.holds({ Name: 'Dora' });
  await visit.fill({ City: 'Bern' });
  const path = `/api/1/customer/${dora.id}/`;
  const release = await visit.hold('PATCH', path);
  await visit.sending('PATCH', path, () => visit.button('Save').click());
  await visit.link('Customers').click();
  await visit.link('Elif').click();
  await visit.holds({ Name: 'Elif' });
  await visit.fill({ City: 'Thun' });
  await release();
  await visit.status('“Dora” was saved.').waitFor();
  await visit.holds({ Name: 'Elif', City: 'Thun' });
  assert.ok(visit.page.url().endsWith(elif.id), 'the address is that of the other customer');
  assert.equal(await visit.focused(), 'City');
});

test('a search that is typed just before one leaves does not fetch one back', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.page.clock.install();
  await visit.page.clock.pauseAt(Date.now() + 60_000);
  await visit.page.getByRole('searchbox', { name: 'Search' }).fill('dora');
  await visit.link('Account').click();
  await visit.heading('Account').waitFor();
  await visit.page.clock.runFor(1000);
  assert.match(visit.page.url(), /#\/account$/);
  assert.equal(await visit.heading('Account').count(), 1);
});

test('a table that one leaves before it comes is given up, and fetches nobody back to its last page', async (stage) => {
  const { visit } = await arrived(stage);
  const release = await visit.hold('GET', FETCH);
  await visit.sending('GET', FETCH, () => visit.page.goto('/#/customers?page=9'));
  const ended = visit.page.waitForEvent('requestfailed', (request) => new URL(request.url()).pathname === FETCH);
  await goOn(visit);
  await ended;
  await release();
  await isUndisturbed(visit);
});

test('a page beyond the last shows the last one', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.seed(await server.logIn(), 12);
  await visit.page.goto('/#/customers?page=9&page_size=10');
  await visit.status('12 customers, page 2 of 2').waitFor();
  await visit.listsSoMany(2);
});

test('a customer that is deleted after one has gone elsewhere is told there', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const path = `/api/1/customer/${id}/`;
  const release = await visit.hold('DELETE', path);
  const dialog = visit.page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete', exact: true });
  await visit.sending('DELETE', path, () => confirm.click());
  await goOn(visit);
  await release();
  await visit.status('“Dora” was deleted.').waitFor();
  await isUndisturbed(visit);
});

test('a deletion that fails after one has gone elsewhere is told there, with a way to look', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const path = `/api/1/customer/${id}/`;
  let answer;
  const answers = new Promise((resolve) => (answer = resolve));
  visit.expects('DELETE /api/1/customer/{id}/ 502');
  await visit.context.route(`**${path}`, async (route) => {
    await answers;
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' });
  });
  const confirm = visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await visit.sending('DELETE', path, () => confirm.click());
  await goOn(visit);
  answer();
  await visit.status('Whether “Dora” was deleted is not known.').waitFor();
  await isUndisturbed(visit);
  await visit.link('Look for it').click();
  await visit.lists(['Dora']);
});

test('a deletion that ends while one types a search leaves the focus there', async (stage) => {
  const { server, visit } = await arrived(stage);
  const token = await server.logIn();
  const { id } = await server.create(token, { name: 'Dora' });
  await server.create(token, { name: 'Elif' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const path = `/api/1/customer/${id}/`;
  const release = await visit.hold('DELETE', path);
  const confirm = visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await visit.sending('DELETE', path, () => confirm.click());
  await visit.page.getByRole('searchbox', { name: 'Search' }).focus();
  await release();
  await visit.lists(['Elif']);
  await drawn(visit.page);
  assert.equal(await visit.focused(), 'Search');
});

test('a login that ends after one has gone to register does not take one away', async (stage) => {
  const server = await stage.server();
  await server.register();
  const visit = await stage.visit(server);
  await visit.page.goto('/');
  const release = await visit.hold('POST', '/api/1/login/');
  await visit.sending('POST', '/api/1/login/', () => visit.logInHere());
  await visit.link('Register').click();
  await visit.heading('Register').waitFor();
  await visit.fill({ 'Your name': 'Ada' });
  await release();
  await visit.status('You are logged in.').waitFor();
  await visit.holds({ 'Your name': 'Ada' });
  await visit.page.getByRole('banner').getByText(ADA.organization).waitFor();
  await visit.link('Go to the customers').click();
  await visit.heading('Customers').waitFor();
});

test('a login that is refused after one has gone to register shows no error there', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/');
  const release = await visit.hold('POST', '/api/1/login/');
  visit.expects('POST /api/1/login/ 401');
  await visit.sending('POST', '/api/1/login/', () => visit.logInHere());
  await visit.link('Register').click();
  await visit.heading('Register').waitFor();
  await visit.field('Your name').focus();
  await release();
  await visit.status('You were not logged in. The e-mail address or the password is wrong.').waitFor();
  assert.equal(await visit.focused(), 'Your name');
  assert.equal(await visit.page.locator('#main [role=alert]:not(:empty)').count(), 0);
});

test('a registration that ends after one has gone to the login leaves it as it is', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/#/register');
  await visit.fill({ 'E-mail address': ADA.email, Password: ADA.password });
  const release = await visit.hold('POST', '/api/1/register/');
  await visit.sending('POST', '/api/1/register/', () => visit.button('Register').click());
  await visit.page.getByRole('main').getByRole('link', { name: 'Log in', exact: true }).click();
  await visit.heading('Log in').waitFor();
  await visit.fill({ 'E-mail address': 'somebody@example.com' });
  await release();
  await visit.status(`“${ADA.email}” is registered.`).waitFor();
  await visit.holds({ 'E-mail address': 'somebody@example.com' });
});

test('a password that is changed after one has gone elsewhere is told there', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.link('Account').click();
  await visit.fill({ 'Current password': 'not it', 'New password': 'seven lanterns over the harbour' });
  const release = await visit.hold('POST', '/api/1/account/password/');
  visit.expects('POST /api/1/account/password/ 400');
  const change = () => visit.button('Change password').click();
  await visit.sending('POST', '/api/1/account/password/', change);
  await visit.link('Customers').click();
  await visit.openNewCustomer();
  await visit.field('Name').focus();
  await release();
  await visit.status('Your password was not changed.').waitFor();
  assert.equal(await visit.focused(), 'Name');
  await visit.link('Go to the account').click();
  await visit.heading('Account').waitFor();
  await becomes(() => visit.page.locator('#notice p').count(), 0, 'what was followed is said no longer');
});

test('a session that is found to have ended by what was begun elsewhere takes nobody out of a form', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const path = `/api/1/customer/${id}/`;
  const release = await visit.hold('DELETE', path);
  const confirm = visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await visit.sending('DELETE', path, () => confirm.click());
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  await server.expect(204, 'POST', '/api/1/account/password/', {
    token: await server.logIn(),
    body: { current_password: ADA.password, new_password: 'seven lanterns over the harbour' },
  });
  visit.expects('DELETE /api/1/customer/{id}/ 401');
  visit.expects('POST /api/1/session/refresh/ 401');
  await release();
  await visit.status('Your session has ended.').waitFor();
  await visit.holds({ Name: 'Elif' });
  await visit.link('Log in').click();
  await visit.logInHere({ ...ADA, password: 'seven lanterns over the harbour' });
  await visit.heading('Customers').waitFor();
  await visit.openNewCustomer();
  await visit.holds({ Name: 'Elif' });
});
