// Saving that fails for a reason that no field can mend. Where the server can't be brought to it on demand, its answer
// is a stub of what openapi.yaml describes.

import assert from 'node:assert/strict';

import { test } from './suite.mjs';
import { becomes } from './visit.mjs';

const CREATE = '/api/1/customer/create/';
const TYPED = {
  Name: 'Elif Tester',
  'E-mail address': 'elif@example.com',
  Notes: 'One line.\nAnother.',
  Country: 'CH',
};

/** A server, and a visit that has filled in the form for a new customer. */
async function atTheForm(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await visit.openNewCustomer();
  await visit.fill(TYPED);
  return { server, visit, main: visit.page.getByRole('main') };
}

async function savedOnce(server) {
  const found = await server.find(await server.logIn(), 'elif');
  assert.deepEqual(found.map(({ notes, country }) => [notes, country]), [[TYPED.Notes, TYPED.Country]]);
}

test('a server that is busy (503) is said to have changed nothing, and when to try again', async (stage) => {
  const { server, visit, main } = await atTheForm(stage);
  const unstub = await visit.stub('POST', CREATE, {
    status: 503,
    detail: 'The server has too much to do. Try again in a moment.',
    retryAfter: 7,
    requestId: 'stub-503',
  });
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await main.getByText(/nothing was changed/i).first().waitFor();
  await main.getByText(/\b7 seconds/).first().waitFor();
  await main.getByText('Request id: stub-503').first().waitFor();
  for (const line of Object.values(TYPED).flatMap((value) => (value === 'CH' ? [] : value.split('\n')))) {
    await main.getByText(line).first().waitFor();
  }
  assert.equal(await visit.button('Save').count(), 0, 'the form is replaced');
  await unstub();
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  await savedOnce(server);
});

test('a failure of the server (500) shows its request id, and the form comes back as it was', async (stage) => {
  const { server, visit, main } = await atTheForm(stage);
  const unstub = await visit.stub('POST', CREATE, {
    status: 500,
    detail: 'The server could not do this. Name the request id when you report it.',
    requestId: 'stub-500',
    times: 2,
  });
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await main.getByText('Request id: stub-500').first().waitFor();
  const again = visit.page.waitForResponse((response) => response.url().endsWith(CREATE));
  await visit.button('Try again').click();
  await again;
  await visit.heading('Saving failed').waitFor();
  await visit.button('Back to the form').click();
  await visit.heading('New customer').waitFor();
  await visit.holds(TYPED);
  await unstub();
  await visit.button('Save').click();
  await visit.status('Saved.').waitFor();
  await savedOnce(server);
});

for (const [status, detail] of [
  [408, 'The body did not arrive within 30 seconds.'],
  [429, 'There were too many attempts with a wrong password. Try again in 60 seconds.'],
]) {
  test(`an answer ${status} to a change keeps what was typed and says why, and one can try again`, async (stage) => {
    const server = await stage.server();
    const visit = await stage.visit(server);
    await visit.arrive();
    const token = await server.logIn();
    const { id } = await server.create(token, { name: 'Elif', city: 'Bern' });
    await visit.page.goto(`/#/customers/${id}`);
    await visit.holds({ City: 'Bern' });
    await visit.fill({ City: 'Thun' });
    const requestId = `stub-${status}`;
    const unstub = await visit.stub('PATCH', `/api/1/customer/${id}/`, { status, detail, requestId });
    await visit.button('Save').click();
    await visit.heading('Saving failed').waitFor();
    await visit.page.getByRole('main').getByText(detail).first().waitFor();
    await visit.page.getByRole('main').getByText('Thun').first().waitFor();
    await unstub();
    await visit.button('Try again').click();
    await visit.status('Saved.').waitFor();
    const changed = await server.expect(200, 'GET', `/api/1/customer/${id}/`, { token });
    assert.deepEqual([changed.city, changed.version], ['Thun', 2]);
  });
}

test('an answer that is lost after the customer was stored does not make it twice', async (stage) => {
  const { server, visit, main } = await atTheForm(stage);
  visit.expects(`POST ${CREATE} failed`);
  let stored;
  await visit.context.route(`**${CREATE}`, async (route) => {
    stored = await route.fetch();
    await route.abort('connectionreset');
  });
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  assert.equal(stored.status(), 201);
  await main.getByText(/\b(unknown|not known)\b|may have been|whether/i).first().waitFor();
  await visit.context.unroute(`**${CREATE}`);
  visit.expects(`POST ${CREATE} 409`);
  await visit.button('Try again').click();
  await visit.heading('New customer').waitFor();
  await visit.holds(TYPED);
  await visit.error('email').getByRole('link', { name: 'Open the customer that has it', exact: true }).click();
  await visit.heading('Change customer').waitFor();
  await visit.holds(TYPED);
  await savedOnce(server);
});

test('an answer that is not a problem, as of a proxy, is a failure like others', async (stage) => {
  const { server, visit } = await atTheForm(stage);
  visit.expects(`POST ${CREATE} 502`);
  await visit.context.route(`**${CREATE}`, (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  assert.equal(await visit.page.getByRole('heading', { name: 'Bad gateway' }).count(), 0);
  await visit.context.unroute(`**${CREATE}`);
  await visit.button('Try again').click();
  await visit.status('Saved.').waitFor();
  await savedOnce(server);
});

test('a table that can not be fetched says so, and shows the customers once it can', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.create(await server.logIn(), { name: 'Elif' });
  const detail = 'The server has too much to do. Try again in a moment.';
  visit.permits('GET /api/1/customer/fetch/ 503');
  const options = { status: 503, detail, retryAfter: 1, requestId: 'stub-list', times: 0 };
  const unstub = await visit.stub('GET', '/api/1/customer/fetch/', options);
  await visit.page.reload();
  await visit.alert(detail).waitFor();
  await unstub();
  await becomes(async () => {
    const again = visit.button('Try again');
    if (await again.isVisible()) await again.click();
    return visit.names();
  }, ['Elif'], 'the names in the table');
});
