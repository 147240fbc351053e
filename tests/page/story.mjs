// The main story, from the first visit to the last, with a server that dies in the middle of it.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes } from './visit.mjs';

const MIRELA = {
  Name: 'Mirela Vantorsen',
  'E-mail address': 'mirela@vantorsen.example',
  Phone: '044 668 18 00',
  Company: 'Vantorsen & Sons Trading',
  Address: '17 Old Harbour Road\nBuilding B',
  City: 'Port Ellison',
  Region: 'ZH',
  'Postal code': '8001',
  Country: 'CH',
  Notes: 'Prefers e-mail.',
};

test('a person registers, logs in, keeps customers, outlives a crash of the server and logs out', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await registers(visit);
  await logsIn(visit);
  await creates(visit);
  await mendsAnInvalidEntry(visit);
  await isLedFromADuplicateToTheCustomer(visit);
  const token = await server.logIn();
  await server.seed(token, 58);
  await pages(visit);
  await sorts(visit);
  await searches(visit);
  await changes(visit, token);
  await deletes(visit, token);
  await savesAgainAfterACrash(visit);
  await logsOut(visit);
});

async function registers(visit) {
  await visit.page.goto('/');
  await visit.heading('Log in').waitFor();
  await visit.link('Register').first().click();
  await visit.heading('Register').waitFor();
  await visit.fill({
    'E-mail address': ADA.email,
    Password: ADA.password,
    'Your name': ADA.name,
    Organization: ADA.organization,
    Country: ADA.country,
  });
  await visit.button('Register').click();
  await visit.status('You are registered. Log in.').waitFor();
  await visit.heading('Log in').waitFor();
  await visit.holds({ 'E-mail address': ADA.email });
}

async function logsIn(visit) {
  visit.expects('POST /api/1/login/ 401');
  await visit.logInHere({ ...ADA, password: 'not the password' });
  await visit.alert('The e-mail address or the password is wrong.').waitFor();
  await visit.logInHere();
  await visit.heading('Customers').waitFor();
  await visit.page.getByRole('banner').getByText(ADA.organization).waitFor();
  await visit.page.getByText('No customers yet.').waitFor();
}

async function creates(visit) {
  await visit.openNewCustomer();
  await visit.fill(MIRELA);
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await visit.lists([MIRELA.Name]);
  await visit.link(MIRELA.Name).click();
  await visit.heading('Change customer').waitFor();
  await visit.holds({ ...MIRELA, Phone: '+41446681800' });
  await visit.link('Cancel').click();
  await visit.lists([MIRELA.Name]);
}

async function mendsAnInvalidEntry(visit) {
  await visit.openNewCustomer();
  await visit.fill({ 'E-mail address': 'nobody', Phone: 'call me', City: 'Bern' });
  visit.expects('POST /api/1/customer/create/ 400');
  await visit.button('Save').click();
  await visit.alert('3 fields need mending.').waitFor();
  const sentences = {
    name: 'May not be empty.',
    email: 'Must be an e-mail address, such as name@example.com.',
    phone: 'Must be a phone number: digits, spaces and ( ) . / -, with + before a country code.',
  };
  const labels = { name: 'Name', email: 'E-mail address', phone: 'Phone' };
  for (const [id, sentence] of Object.entries(sentences)) {
    assert.equal((await visit.error(id).innerText()).trim(), sentence);
    const field = visit.field(labels[id]);
    assert.equal(await field.getAttribute('aria-invalid'), 'true', `${id} is marked as invalid`);
    const described = (await field.getAttribute('aria-describedby')).split(' ');
    assert.ok(described.includes(`${id}-error`), `${id} is described by its error, not only by ${described}`);
  }
  const right = await visit.field('City').getAttribute('aria-invalid');
  assert.notEqual(right, 'true', 'a field that is right is not marked');
  await becomes(() => focused(visit.field('Name')), true, 'the first invalid field has the focus');
  await visit.holds({ 'E-mail address': 'nobody', Phone: 'call me', City: 'Bern' });
  await visit.fill({ Name: 'Bruno', 'E-mail address': 'bruno@example.com', Phone: '' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await visit.lists(['Bruno', MIRELA.Name]);
}

const focused = (field) => field.evaluate((element) => element === document.activeElement);

async function isLedFromADuplicateToTheCustomer(visit) {
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Another', 'E-mail address': 'MIRELA@vantorsen.example' });
  visit.expects('POST /api/1/customer/create/ 409');
  await visit.button('Save').click();
  await visit.error('email').getByText('Another customer has this e-mail address.').waitFor();
  await becomes(() => focused(visit.field('E-mail address')), true, 'the taken address has the focus');
  await visit.error('email').getByRole('link', { name: 'Open the customer that has it', exact: true }).click();
  await visit.heading('Change customer').waitFor();
  await visit.holds({ Name: MIRELA.Name });
}

/** 60 customers: 2 made above and 58 seeded. */
async function pages(visit) {
  const { page } = visit;
  await visit.link('Customers').click();
  await visit.status('60 customers, page 1 of 3').waitFor();
  await visit.listsSoMany(25);
  assert.equal(await visit.button('Previous page').isDisabled(), true, 'there is no page before the first');
  await visit.button('Next page').click();
  await visit.status('60 customers, page 2 of 3').waitFor();
  await becomes(async () => (await visit.names())[0], 'Person 33', 'the first name of the second page');
  await visit.button('Last page').click();
  await visit.status('60 customers, page 3 of 3').waitFor();
  await visit.listsSoMany(10);
  assert.equal(await visit.button('Next page').isDisabled(), true, 'there is no page after the last');
  await page.goBack();
  await visit.status('60 customers, page 2 of 3').waitFor();
  await visit.listsSoMany(25);
  await page.goForward();
  await visit.status('60 customers, page 3 of 3').waitFor();
  await visit.button('First page').click();
  await visit.status('60 customers, page 1 of 3').waitFor();
  await visit.field('Customers per page').selectOption('10');
  await visit.status('60 customers, page 1 of 6').waitFor();
  await visit.listsSoMany(10);
  await page.reload();
  await visit.status('60 customers, page 1 of 6').waitFor();
  await visit.field('Customers per page').selectOption('100');
  await visit.status('60 customers, page 1 of 1').waitFor();
  await visit.listsSoMany(60);
}

async function sorts(visit) {
  const header = visit.page.locator('th').filter({ has: visit.button('Name') });
  const order = () => header.getAttribute('aria-sort');
  await visit.button('Name').click();
  await becomes(order, 'ascending', 'aria-sort');
  await becomes(async () => (await visit.names()).slice(0, 3), ['Bruno', MIRELA.Name, 'Person 01'], 'the first names');
  await visit.button('Name').click();
  await becomes(order, 'descending', 'aria-sort');
  await becomes(async () => (await visit.names()).slice(0, 2), ['Person 58', 'Person 57'], 'the first names');
  await visit.button('Created').click();
  await becomes(async () => ['ascending', 'descending'].includes(await order()), false, 'Name orders no longer');
}

async function searches(visit) {
  const search = visit.page.getByRole('searchbox', { name: 'Search' });
  await search.fill('vant mir');
  await visit.lists([MIRELA.Name]);
  await search.fill('nobody at all');
  await visit.page.getByText('Nothing found.').waitFor();
  await search.fill('brun');
  await visit.lists(['Bruno']);
}

async function changes(visit, token) {
  await visit.link('Bruno').click();
  await visit.heading('Change customer').waitFor();
  await visit.holds({ 'E-mail address': 'bruno@example.com', City: 'Bern' });
  await visit.fill({ City: 'Thun', 'E-mail address': '' });
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await visit.heading('Customers').waitFor();
  const [bruno] = await visit.server.find(token, 'bruno');
  assert.deepEqual([bruno.city, bruno.email, bruno.version], ['Thun', null, 2]);
}

async function deletes(visit, token) {
  await visit.page.goto('/#/customers?q=bruno');
  await visit.lists(['Bruno']);
  await visit.button('Delete Bruno').click();
  const dialog = visit.page.getByRole('dialog');
  await dialog.getByText('Bruno').first().waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal((await visit.server.find(token, 'bruno')).length, 1, 'what was cancelled did not happen');
  await visit.button('Delete Bruno').click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await visit.lists([]);
  assert.deepEqual(await visit.server.find(token, 'bruno'), []);
}

async function savesAgainAfterACrash(visit) {
  const { page, server } = visit;
  await visit.link('Customers').click();
  await visit.openNewCustomer();
  const typed = { Name: 'Cleo Survivor', 'E-mail address': 'cleo@example.com', Notes: 'Typed once.\nKept twice.' };
  await visit.fill(typed);
  // Frozen, the server has the request but has done nothing with it when it dies.
  server.freeze();
  const sent = page.waitForRequest((request) => request.url().endsWith('/api/1/customer/create/'));
  visit.expects('POST /api/1/customer/create/ failed');
  await visit.button('Save').click();
  await sent;
  await server.kill();
  await visit.heading('Saving failed').waitFor();
  const told = await page.getByRole('main').innerText();
  for (const value of Object.values(typed)) {
    for (const line of value.split('\n')) assert.ok(told.includes(line), `“${line}” is to be seen in: ${told}`);
  }
  await server.start();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  const token = await server.logIn();
  const found = await server.find(token, 'cleo');
  assert.deepEqual(found.map(({ name, email, notes }) => [name, email, notes]), [Object.values(typed)]);
}

async function logsOut(visit) {
  const { server } = visit;
  const { token } = visit;
  await server.expect(200, 'GET', '/api/1/account/', { token });
  await visit.button('Log out').click();
  await visit.heading('Log in').waitFor();
  await server.expect(401, 'GET', '/api/1/account/', { token });
  await visit.page.goto('/#/customers');
  await visit.heading('Log in').waitFor();
  assert.equal(await visit.button('Log out').count(), 0, 'nothing of the session is left');
}
