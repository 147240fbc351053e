// What is known after something failed, what is not, and what one can do about it.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes } from './visit.mjs';

const CREATE = '/api/1/customer/create/';
const REFRESH = '/api/1/session/refresh/';
const UNKNOWN = 'Whether the customer was saved is not known.';
const NOTHING = 'Nothing was changed.';
const NEW_PASSWORD = 'seven lanterns over the harbour';

async function arrived(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  return { server, visit, main: visit.page.getByRole('main') };
}

for (const [status, isKnown] of [[400, true], [408, true], [413, true], [429, true], [503, true]].concat(
  [[500, false], [502, false], [504, false]],
)) {
  const what = isKnown ? 'changed nothing' : 'may have done it or not';
  test(`a save that is answered with ${status} ${what}, and the page says so`, async (stage) => {
    const { visit, main } = await arrived(stage);
    await visit.openNewCustomer();
    await visit.fill({ Name: 'Elif' });
    await visit.stub('POST', CREATE, { status, detail: 'It failed.', requestId: 'stub-1' });
    await visit.button('Save').click();
    await visit.heading('Saving failed').waitFor();
    await main.getByText('It failed.').waitFor();
    assert.equal(await main.getByText(NOTHING).count(), isKnown ? 1 : 0);
    assert.equal(await main.getByText(UNKNOWN).count(), isKnown ? 0 : 1);
    assert.equal(await main.getByText('Request id: stub-1').count(), status >= 500 ? 1 : 0);
  });
}

test('a new customer whose answer was lost is looked for by its e-mail address, and is there', async (stage) => {
  const { visit, main } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif Tester', 'E-mail address': 'elif.t@example.com' });
  const unlose = await visit.lose('POST', CREATE);
  await visit.button('Save').click();
  await main.getByText(UNKNOWN).waitFor();
  await main.getByText('no two customers have the same e-mail address').waitFor();
  await unlose();
  await visit.link('Search for “elif.t@example.com”').click();
  await visit.lists(['Elif Tester']);
  await visit.link('New customer').click();
  visit.expects(`POST ${CREATE} 409`);
  await visit.button('Try again').click();
  await visit.alert('The customer that has it may be this one, saved when the answer was lost.').waitFor();
});

test('a new customer without an e-mail address is looked for by name, with a warning of a second one', async (stage) => {
  const { server, visit, main } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif Tester' });
  const unlose = await visit.lose('POST', CREATE);
  await visit.button('Save').click();
  await main.getByText(UNKNOWN).waitFor();
  await main.getByText('If you try again and it was saved, it is there twice.').waitFor();
  await unlose();
  await visit.link('Search for “Elif Tester”').click();
  await visit.lists(['Elif Tester']);
  assert.equal((await server.find(await server.logIn(), 'elif')).length, 1);
});

test('a change whose answer was lost can be repeated without harm, and the page says so', async (stage) => {
  const { server, visit, main } = await arrived(stage);
  const token = await server.logIn();
  const { id } = await server.create(token, { name: 'Dora' });
  await visit.page.goto(`/#/customers/${id}`);
  await visit.holds({ Name: 'Dora' });
  await visit.fill({ City: 'Bern' });
  const unlose = await visit.lose('PATCH', `/api/1/customer/${id}/`);
  await visit.button('Save').click();
  await main.getByText(UNKNOWN).waitFor();
  await main.getByText('To try again does no harm: the change is the same.').waitFor();
  await unlose();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  assert.equal((await server.expect(200, 'GET', `/api/1/customer/${id}/`, { token })).city, 'Bern');
});

test('a deletion whose answer was lost is repeated, and a 404 is success then', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const unlose = await visit.lose('DELETE', `/api/1/customer/${id}/`);
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await visit.alert('Whether the customer was deleted is not known.').waitFor();
  await unlose();
  visit.expects('DELETE /api/1/customer/{id}/ 404');
  await visit.button('Delete again').click();
  await visit.status('“Dora” was deleted.').waitFor();
  await visit.lists([]);
  assert.equal(await visit.alert('Deleting').count(), 0, 'the failure is said no longer');
});

test('a customer whose deletion is on its way is not deleted a second time', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  const path = `/api/1/customer/${id}/`;
  const confirm = visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await visit.button('Delete Dora').click();
  const release = await visit.hold('DELETE', path);
  await visit.sending('DELETE', path, () => confirm.click());
  await visit.button('Delete Dora').click();
  await confirm.click();
  await release();
  await visit.status('“Dora” was deleted.').waitFor();
  await visit.lists([]);
  await becomes(() => visit.page.locator('#notice p').allTextContents(), ['“Dora” was deleted.'], 'what is told');
});

test('a customer that somebody else deleted first is said to be gone', async (stage) => {
  const { server, visit } = await arrived(stage);
  const token = await server.logIn();
  const { id } = await server.create(token, { name: 'Dora' });
  await visit.page.reload();
  await visit.lists(['Dora']);
  await server.expect(204, 'DELETE', `/api/1/customer/${id}/`, { token });
  await visit.button('Delete Dora').click();
  visit.expects('DELETE /api/1/customer/{id}/ 404');
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await visit.status('“Dora” was deleted already, by somebody else.').waitFor();
  await visit.lists([]);
});

test('a deletion that a busy server refused has changed nothing, and the page says so', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const options = { status: 503, detail: 'Too much to do.', retryAfter: 3, requestId: 'stub-1' };
  const unstub = await visit.stub('DELETE', `/api/1/customer/${id}/`, options);
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await visit.alert(NOTHING).waitFor();
  await visit.alert('Try again in 3 seconds.').waitFor();
  assert.deepEqual(await visit.names(), ['Dora']);
  await unstub();
  await visit.button('Delete again').click();
  await visit.status('“Dora” was deleted.').waitFor();
});

test('a registration whose answer was lost leads to the login, which tells whether it came', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/#/register');
  await visit.fill({ 'E-mail address': ADA.email, Password: ADA.password });
  await visit.lose('POST', '/api/1/register/');
  await visit.button('Register').click();
  await visit.alert('Whether you are registered is not known.').waitFor();
  await visit.alert('').getByRole('link', { name: 'log in', exact: true }).click();
  await visit.heading('Log in').waitFor();
  await visit.holds({ 'E-mail address': ADA.email });
  await visit.logInHere();
  await visit.heading('Customers').waitFor();
});

test('a new password whose answer was lost is to be tried at the next login, and the page says so', async (stage) => {
  const { server, visit } = await arrived(stage);
  await visit.link('Account').click();
  await visit.fill({ 'Current password': ADA.password, 'New password': NEW_PASSWORD });
  await visit.lose('POST', '/api/1/account/password/');
  await visit.button('Change password').click();
  await visit.alert('Whether your password was changed is not known.').waitFor();
  await visit.alert('Try the new password when you next log in').waitFor();
  await server.logIn({ ...ADA, password: NEW_PASSWORD });
});

/** A visit whose access token has been refused once, so that the session has to be renewed. */
async function withRefusedToken(stage) {
  const server = await stage.server();
  await server.register();
  await server.restart('--access-token-seconds', '1');
  const visit = await stage.visit(server);
  const paths = ['GET /api/1/customer/fetch/', 'GET /api/1/account/', `POST ${CREATE}`];
  for (const path of paths) visit.permits(`${path} 401`);
  await visit.enter();
  await visit.page.getByText('No customers yet.').waitFor();
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  const status = async () => (await server.call('GET', '/api/1/account/', { token: visit.token })).status;
  await becomes(status, 401, "the access token's standing");
  return { server, visit, main: visit.page.getByRole('main') };
}

test('a renewal of the session whose answer was lost is tried once, and the login says why', async (stage) => {
  const { server, visit, main } = await withRefusedToken(stage);
  let renewals = 0;
  visit.context.on('request', (request) => (renewals += request.url().endsWith(REFRESH) ? 1 : 0));
  const unlose = await visit.lose('POST', REFRESH);
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await main.getByText(NOTHING).waitFor();
  assert.equal(renewals, 1);
  await unlose();
  visit.expects(`POST ${REFRESH} 401`);
  await visit.button('Try again').click();
  await visit.alert('Your session could not be renewed, since the server’s answer was lost on the way.').waitFor();
  assert.equal(renewals, 2);
  await server.restart();
  await visit.logInHere();
  await visit.heading('New customer').waitFor();
  await visit.holds({ Name: 'Elif' });
});

test('a renewal of the session that a busy server refused is done when one tries again', async (stage) => {
  const { visit, main } = await withRefusedToken(stage);
  const unstub = await visit.stub('POST', REFRESH, { status: 503, detail: 'Too much to do.', requestId: 'stub-1' });
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await main.getByText(NOTHING).waitFor();
  await unstub();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
});

test('a page of some network instead of an answer is not taken for one', async (stage) => {
  const { visit, main } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  const body = '<h1>Welcome to our hotel</h1>';
  const portal = (route) => route.fulfill({ status: 200, contentType: 'text/html', body });
  await visit.context.route(`**${CREATE}`, portal);
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await main.getByText('What came was not an answer of this server.').waitFor();
  await main.getByText(UNKNOWN).waitFor();
  await visit.context.route('**/api/1/customer/fetch/*', portal);
  await visit.link('Customers').click();
  await visit.alert('What came was not an answer of this server.').waitFor();
});
