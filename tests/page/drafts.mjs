// What is typed and not saved: kept when one leaves, never taken for what the server has, never over others' changes.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes } from './visit.mjs';

const DORA = { name: 'Dora', city: 'Bern', company: 'Acme', phone: '+41446681800' };
const CHANGED = 'Changed by others since you began';
const REMEMBERED = 'You typed this before, and it is not saved.';

/** A visit that has opened Dora's form. */
async function atDora(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  const token = await server.logIn();
  const { id } = await server.create(token, DORA);
  const patches = [];
  visit.context.on('request', (request) => request.method() === 'PATCH' && patches.push(request.postDataJSON()));
  await visit.page.goto(`/#/customers/${id}`);
  await visit.holds({ City: 'Bern' });
  const path = `/api/1/customer/${id}/`;
  const now = () => server.expect(200, 'GET', path, { token });
  return { server, visit, token, id, path, patches, now };
}

async function leave(visit) {
  await visit.link('Customers').click();
  await visit.heading('Customers').waitFor();
}

async function open(visit) {
  await visit.link('Dora').click();
  await visit.heading('Change customer').waitFor();
}

test('a form that was left without a change is shown as the server has it when it is opened again', async (stage) => {
  const { server, visit, token, id } = await atDora(stage);
  await leave(visit);
  await server.change(token, id, { city: 'Thun' });
  await open(visit);
  await visit.holds({ City: 'Thun' });
  assert.equal(await visit.page.getByText(REMEMBERED).count(), 0);
});

test('a draft whose customer others changed meanwhile says what they changed, and one decides', async (stage) => {
  const { server, visit, token, id, patches, now } = await atDora(stage);
  await visit.fill({ City: 'Basel', Notes: 'Mine', Region: 'BS' });
  await leave(visit);
  await server.change(token, id, { city: 'Thun', company: 'Umbrella', region: 'BE' });
  await open(visit);
  const alert = visit.alert(CHANGED);
  await alert.getByText('City was “Bern” and is now “Thun”. You typed “Basel”.').waitFor();
  await alert.getByText('Company was “Acme” and is now “Umbrella”. The form shows what it is now.').waitFor();
  await alert.getByText('Region was empty and is now “BE”. You typed “BS”.').waitFor();
  await visit.holds({ City: 'Basel', Company: 'Umbrella', Region: 'BS', Notes: 'Mine' });
  await visit.button('Use theirs: City').click();
  await visit.holds({ City: 'Thun' });
  assert.equal(await visit.focused(), 'City', 'the focus is in the field that was decided');
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  assert.deepEqual(patches, [{ region: 'BS', notes: 'Mine' }]);
  const { city, company, region, notes } = await now();
  assert.deepEqual([city, company, region, notes], ['Thun', 'Umbrella', 'BS', 'Mine']);
});

test('saving a field that others changed meanwhile asks before it overwrites theirs', async (stage) => {
  const { server, visit, token, id, patches, now } = await atDora(stage);
  await visit.fill({ City: 'Basel' });
  await server.change(token, id, { city: 'Thun' });
  await visit.button('Save').click();
  await visit.alert('City was “Bern” and is now “Thun”. You typed “Basel”.').waitFor();
  assert.deepEqual(patches, [], 'nothing was sent');
  await visit.holds({ City: 'Basel' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  assert.equal((await now()).city, 'Basel', 'this was a decision');
});

test('what was typed can be discarded, and then the form shows what the server has', async (stage) => {
  const { server, visit, token, id } = await atDora(stage);
  await visit.fill({ City: 'Basel' });
  await leave(visit);
  await open(visit);
  await visit.page.getByText(REMEMBERED).waitFor();
  await visit.holds({ City: 'Basel' });
  await visit.button('Discard it').click();
  await visit.holds({ City: 'Bern' });
  await leave(visit);
  await server.change(token, id, { city: 'Thun' });
  await open(visit);
  await visit.holds({ City: 'Thun' });
});

test('a field that is typed back to what it was is no draft', async (stage) => {
  const { visit } = await atDora(stage);
  await visit.fill({ City: 'Basel' });
  await visit.fill({ City: 'Bern' });
  await leave(visit);
  await open(visit);
  await visit.holds({ City: 'Bern' });
  assert.equal(await visit.page.getByText(REMEMBERED).count(), 0);
});

test('each change sends only what was edited since the last one was saved', async (stage) => {
  const { visit, patches } = await atDora(stage);
  await visit.fill({ City: 'Thun' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await open(visit);
  await visit.holds({ City: 'Thun' });
  await visit.fill({ Company: '' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  assert.deepEqual(patches, [{ city: 'Thun' }, { company: null }]);
});

test('after a change whose answer was lost, the value from before can be brought back', async (stage) => {
  const { visit, path, now } = await atDora(stage);
  await visit.fill({ City: 'Thun' });
  const unlose = await visit.lose('PATCH', path);
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  assert.equal((await now()).city, 'Thun', 'it was stored');
  await unlose();
  await visit.button('Back to the form').click();
  await visit.holds({ City: 'Thun' });
  await visit.fill({ City: 'Bern' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  assert.equal((await now()).city, 'Bern');
});

test('a change whose answer was lost is repeated without being taken for that of others', async (stage) => {
  const { visit, path, now } = await atDora(stage);
  await visit.fill({ Phone: '044 668 18 01', Notes: ' Mine ' });
  const unlose = await visit.lose('PATCH', path);
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await unlose();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  const { phone, notes, version } = await now();
  assert.deepEqual([phone, notes, version], ['+41446681801', 'Mine', 2]);
});

test('a draft of a customer who is deleted meanwhile can become a new one', async (stage) => {
  const { server, visit, token, path } = await atDora(stage);
  await visit.fill({ City: 'Basel' });
  await server.expect(204, 'DELETE', path, { token });
  visit.expects('GET /api/1/customer/{id}/ 404');
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await visit.page.getByRole('main').getByText('Nothing was changed.').waitFor();
  await visit.button('Make a new customer of it').click();
  await visit.heading('New customer').waitFor();
  await visit.holds({ Name: 'Dora', City: 'Basel' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await visit.lists(['Dora']);
});

test('the browser asks before it leaves what is typed and not saved, and only then', async (stage) => {
  const { visit } = await atDora(stage);
  const asked = [];
  visit.page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await visit.page.reload();
  await visit.holds({ City: 'Bern' });
  assert.deepEqual(asked, []);
  await visit.field('City').click();
  await visit.fill({ City: 'Thun' });
  await visit.page.reload();
  await visit.holds({ City: 'Bern' });
  assert.deepEqual(asked, ['beforeunload']);
  await visit.field('City').click();
  await visit.fill({ City: 'Thun' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await visit.page.reload();
  await visit.heading('Customers').waitFor();
  assert.deepEqual(asked, ['beforeunload'], 'what is saved is safe');
});

test('the browser asks before it leaves a registration or a password that is typed, and only then', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  const asked = [];
  visit.page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await visit.page.goto('/#/register');
  await visit.field('E-mail address').click();
  await visit.fill({ 'E-mail address': 'somebody@example.com' });
  await visit.page.reload();
  await visit.holds({ 'E-mail address': '' });
  assert.deepEqual(asked, ['beforeunload']);
  await visit.fill({ 'E-mail address': 'somebody@example.com' });
  await visit.page.getByRole('main').getByRole('link', { name: 'Log in', exact: true }).click();
  await visit.arrive();
  assert.equal(asked.length, 1, 'what one has left is not asked about');
  await visit.link('Account').click();
  await visit.fill({ 'Current password': ADA.password, 'New password': 'seven lanterns over the harbour' });
  await visit.button('Change password').click();
  await visit.status('Your password was changed.').waitFor();
  await visit.page.reload();
  await visit.heading('Account').waitFor();
  assert.equal(asked.length, 1, 'what is changed is not asked about');
});

test('the name of the service leads to the list without losing what is typed', async (stage) => {
  const { visit } = await atDora(stage);
  await visit.fill({ City: 'Thun' });
  await visit.link('Customary').click();
  await visit.heading('Customers').waitFor();
  await open(visit);
  await visit.holds({ City: 'Thun' });
});

test('Cancel, and Back in the browser, leave the form: one without a draft, the other with it', async (stage) => {
  const { visit } = await atDora(stage);
  await leave(visit);
  await open(visit);
  await visit.fill({ City: 'Thun' });
  await visit.page.goBack();
  await visit.heading('Customers').waitFor();
  await visit.page.goForward();
  await visit.heading('Change customer').waitFor();
  await visit.holds({ City: 'Thun' });
  await visit.link('Cancel').click();
  await visit.heading('Customers').waitFor();
  await open(visit);
  await visit.holds({ City: 'Bern' });
  await becomes(() => visit.page.getByText(REMEMBERED).count(), 0, 'the number of hints');
});
