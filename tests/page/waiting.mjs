// A server that does not answer: after a while the page says so, the wait can be stopped, and it ends by itself.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes, drawn } from './visit.mjs';

const CREATE = '/api/1/customer/create/';
const FETCH = '/api/1/customer/fetch/';
const SLOW = 'The server takes long to answer. The page waits for 20 seconds at most.';

async function arrived(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  return { server, visit, main: visit.page.getByRole('main') };
}

test('a server that takes long is told of after five seconds, and no longer once it answers', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  await visit.page.clock.install();
  const release = await visit.hold('POST', CREATE);
  await visit.sending('POST', CREATE, () => visit.button('Save').click());
  await visit.later(4);
  await drawn(visit.page);
  assert.equal(await visit.button('Stop waiting').count(), 0);
  await visit.later(1);
  await visit.status(SLOW).waitFor();
  await release();
  await visit.status('Saved.').waitFor();
  await becomes(() => visit.button('Stop waiting').count(), 0, 'the number of buttons to stop');
});

test('a wait for the table can be stopped, and begun anew', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.create(await server.logIn(), { name: 'Dora' });
  const unmute = await visit.mute('GET', FETCH);
  await visit.sending('GET', FETCH, () => visit.button('Name').click());
  await visit.later(5);
  await visit.button('Stop waiting').press('Enter');
  await visit.alert('You stopped waiting for the server’s answer.').waitFor();
  await becomes(() => visit.focused(), 'Customers', 'the focus');
  await unmute();
  await visit.button('Try again').click();
  await visit.lists(['Dora']);
});

test('a table that does not come within 20 seconds is given up, and can be asked for again', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.create(await server.logIn(), { name: 'Dora' });
  const unmute = await visit.mute('GET', FETCH);
  await visit.sending('GET', FETCH, () => visit.button('Name').click());
  await visit.later(19);
  await visit.status(SLOW).waitFor();
  assert.equal(await visit.alert('The server did not answer in time.').count(), 0);
  await visit.later(1);
  await visit.alert('The server did not answer in time.').waitFor();
  assert.equal(await visit.button('Stop waiting').count(), 0);
  await unmute();
  await visit.button('Try again').click();
  await visit.lists(['Dora']);
});

test('a customer that does not come within 20 seconds is given up, and can be asked for again', async (stage) => {
  const { server, visit, main } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  const path = `/api/1/customer/${id}/`;
  const unmute = await visit.mute('GET', path);
  await visit.sending('GET', path, () => visit.page.evaluate((to) => location.assign(to), `#/customers/${id}`));
  await visit.later(20);
  await main.getByText('The server did not answer in time.').waitFor();
  await unmute();
  await visit.button('Try again').click();
  await visit.holds({ Name: 'Dora' });
});

for (const [how, why] of [
  ['is not answered within 20 seconds', 'The server did not answer in time.'],
  ['one stops waiting for', 'You stopped waiting for the server’s answer.'],
]) {
  test(`a save that ${how} may have been done, and the page says so`, async (stage) => {
    const { visit, main } = await arrived(stage);
    await visit.openNewCustomer();
    await visit.fill({ Name: 'Elif' });
    const unmute = await visit.mute('POST', CREATE);
    await visit.sending('POST', CREATE, () => visit.button('Save').click());
    await visit.later(5);
    if (how.startsWith('one')) await visit.button('Stop waiting').click();
    else await visit.later(15);
    await visit.heading('Saving failed').waitFor();
    await main.getByText(why).waitFor();
    await main.getByText('Whether the customer was saved is not known.').waitFor();
    assert.equal(await visit.focused(), 'Saving failed');
    await unmute();
    await visit.button('Try again').click();
    await visit.status('Saved.').waitFor();
  });
}

test('a change whose customer can not be compared with first has changed nothing', async (stage) => {
  const { server, visit, main } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.goto(`/#/customers/${id}`);
  await visit.holds({ Name: 'Dora' });
  await visit.fill({ City: 'Bern' });
  const path = `/api/1/customer/${id}/`;
  const unmute = await visit.mute('GET', path);
  await visit.sending('GET', path, () => visit.button('Save').click());
  await visit.later(20);
  await visit.heading('Saving failed').waitFor();
  await main.getByText('Nothing was changed.').waitFor();
  await unmute();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
});

for (const { what, hash, path, fields, click, told } of [
  {
    what: 'login',
    hash: '#/login',
    path: '/api/1/login/',
    fields: { 'E-mail address': ADA.email, Password: ADA.password },
    click: 'Log in',
    told: ['Try again.'],
  },
  {
    what: 'registration',
    hash: '#/register',
    path: '/api/1/register/',
    fields: { 'E-mail address': ADA.email, Password: ADA.password },
    click: 'Register',
    told: ['Whether you are registered is not known.', 'Try to log in: if that is refused, register again.'],
  },
]) {
  test(`a ${what} without an answer within 20 seconds is given up, and can be sent again`, async (stage) => {
    const server = await stage.server();
    await server.register({ ...ADA, email: 'somebody@example.com' });
    const visit = await stage.visit(server);
    await visit.page.goto(`/${hash}`);
    await visit.fill(fields);
    await visit.mute('POST', path);
    await visit.sending('POST', path, () => visit.button(click).click());
    assert.equal(await visit.button(click).getAttribute('aria-disabled'), 'true', 'it is on its way');
    await visit.later(20);
    for (const sentence of ['The server did not answer in time.', ...told]) await visit.alert(sentence).waitFor();
    await visit.holds(fields);
    await visit.sending('POST', path, () => visit.button(click).click());
  });
}

test('a deletion that is not answered within 20 seconds may have been done, and the page says so', async (stage) => {
  const { server, visit } = await arrived(stage);
  const { id } = await server.create(await server.logIn(), { name: 'Dora' });
  await visit.page.reload();
  await visit.button('Delete Dora').click();
  const path = `/api/1/customer/${id}/`;
  const unmute = await visit.mute('DELETE', path);
  const confirm = visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await visit.sending('DELETE', path, () => confirm.click());
  await visit.later(20);
  await visit.alert('Deleting “Dora” failed.').waitFor();
  await visit.alert('Whether the customer was deleted is not known.').waitFor();
  await unmute();
  await visit.button('Delete again').click();
  await visit.status('“Dora” was deleted.').waitFor();
  await visit.lists([]);
});

test('logging out does not wait long for a server that does not answer', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.mute('POST', '/api/1/logout/');
  await visit.sending('POST', '/api/1/logout/', () => visit.button('Log out').click());
  await visit.later(4);
  await visit.heading('Log in').waitFor();
  await visit.status('You are logged out here. The server could not be told').waitFor();
  assert.equal(await visit.page.evaluate(() => localStorage.length), 0, 'no token is left');
});

test('what is given up on purpose, such as an older search, is not told', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.create(await server.logIn(), { name: 'Dora' });
  // With another route there, the request that is muted stays so when its own is taken away.
  await visit.context.route('**/*', (route) => route.fallback());
  const unmute = await visit.mute('GET', FETCH);
  await visit.sending('GET', FETCH, () => visit.button('Name').click());
  await visit.later(5);
  await visit.status(SLOW).waitFor();
  await unmute();
  const answered = visit.page.waitForResponse((response) => response.url().includes('sort=-name'));
  await visit.button('Name').click();
  await answered;
  // The rows are there all the while; the table is busy until the answer is shown.
  await becomes(() => visit.page.locator('table[aria-busy]').count(), 0, 'the number of busy tables');
  assert.equal(await visit.button('Stop waiting').count(), 0);
  await visit.later(20);
  await drawn(visit.page);
  assert.equal(await visit.page.locator('#main [role=alert]:not(:empty)').count(), 0);
  assert.deepEqual(await visit.names(), ['Dora']);
});

test('what one has left is not waited for', async (stage) => {
  const { visit, main } = await arrived(stage);
  await visit.mute('GET', FETCH);
  await visit.sending('GET', FETCH, () => visit.button('Name').click());
  await visit.link('Account').click();
  await main.getByText(ADA.email).waitFor();
  await visit.later(20);
  await drawn(visit.page);
  assert.equal(await visit.button('Stop waiting').count(), 0);
});
