// The table of customers: searching while answers overtake each other, and text that means something to a browser.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { becomes, drawn } from './visit.mjs';

const FETCH = '/api/1/customer/fetch/';

const searchbox = (visit) => visit.page.getByRole('searchbox', { name: 'Search' });

test('an answer to an older search that comes late does not replace what the newer one found', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.seed(await server.logIn(), 3);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const isOlder = (url) => url.pathname === FETCH && url.searchParams.get('q') === 'person';
  await visit.context.route(isOlder, async (route) => {
    await held;
    await route.continue().catch(() => {}); // the page may have given it up meanwhile, which is right
  });
  const sent = visit.page.waitForRequest((request) => isOlder(new URL(request.url())));
  await searchbox(visit).fill('person');
  const older = await sent;
  await searchbox(visit).fill('person 02');
  await visit.lists(['Person 02']);
  release();
  await older.response().catch(() => null);
  await drawn(visit.page);
  assert.deepEqual(await visit.names(), ['Person 02']);
});

test('fast typing asks the server for what was typed last, not for each letter', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.seed(await server.logIn(), 3);
  const asked = [];
  visit.context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === FETCH && url.searchParams.has('q')) asked.push(url.searchParams.get('q'));
  });
  // On the page's own clock 100 ms go by between two letters, however slow this machine is.
  await visit.page.clock.install();
  await visit.page.clock.pauseAt(Date.now() + 60_000);
  for (const letter of 'person 03') {
    await searchbox(visit).pressSequentially(letter);
    await visit.page.clock.runFor(100);
  }
  await visit.page.clock.runFor(250);
  await visit.lists(['Person 03']);
  assert.deepEqual(asked, ['person 03']);
});

test('search, order and page are in the address, so that a bookmark of it shows the same', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.seed(await server.logIn(), 23);
  await visit.page.goto('/#/customers?page=2&page_size=10&sort=name&q=person');
  await visit.status('23 customers, page 2 of 3').waitFor();
  await becomes(async () => (await visit.names())[0], 'Person 11', 'the first name');
  assert.equal(await searchbox(visit).inputValue(), 'person');
  assert.equal(await visit.field('Customers per page').inputValue(), '10');
  const tab = await visit.tab();
  await tab.goto(visit.page.url());
  await visit.status('23 customers, page 2 of 3', tab).waitFor();
  await visit.button('Next page').click();
  await visit.status('23 customers, page 3 of 3').waitFor();
  assert.match(visit.page.url(), /[?&]page=3(&|$)/);
});

test('of more than are counted the page says so, and leads on without knowing the last one', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.fill(1_030);
  await visit.page.goto('/#/customers?q=example&page_size=10');
  await visit.status('More than 1,000 customers, page 1').waitFor();
  const leads = (name) => visit.button(name).getAttribute('aria-disabled');
  assert.deepEqual([await leads('Next page'), await leads('Last page')], [null, 'true']);
  await visit.button('Next page').click();
  await visit.status('More than 1,000 customers, page 2').waitFor();
  // The last page is one that nobody has counted.
  await visit.page.goto('/#/customers?q=example&page_size=10&page=103');
  await visit.status('More than 1,000 customers, page 103').waitFor();
  await becomes(async () => (await visit.names()).length, 10, 'customers of the last page');
  assert.deepEqual([await leads('Next page'), await leads('Last page')], ['true', 'true']);
  await visit.button('Previous page').click();
  await visit.status('More than 1,000 customers, page 102').waitFor();
  await visit.page.goto('/#/customers?q=example&page_size=10&page=104');
  await visit.status('More than 1,000 customers, page 100').waitFor();
  await visit.page.goto('/#/customers?page_size=10&page=103');
  await visit.status('1,030 customers, page 103 of 103').waitFor();
});

const EVIL = '<img src="/x" onerror="document.title=1"><script>document.title=1</script>&lt;b&gt;"\'';

test('markup in what people typed is shown as the text that it is', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  const { page } = visit;
  await visit.arrive({ ...ADA, name: EVIL, organization: EVIL });
  const customer = { name: EVIL, company: EVIL, city: EVIL, notes: EVIL, address: EVIL, email: 'evil@example.com' };
  await server.create(await server.logIn(), customer);
  const harmless = async (where) => {
    await drawn(page);
    assert.equal(await page.locator('img, main script, header script').count(), 0, `no element came of it ${where}`);
    assert.notEqual(await page.title(), '1', `no script ran ${where}`);
  };
  await page.reload();
  await visit.lists([EVIL]);
  await page.getByRole('banner').getByText(EVIL).waitFor();
  await harmless('in the table');
  await visit.button(`Delete ${EVIL}`).click();
  await page.getByRole('dialog').getByText(EVIL).first().waitFor();
  await harmless('in the dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
  await searchbox(visit).fill('<img src=nowhere onerror=document.title=1>');
  await page.getByText('Nothing found.').waitFor();
  await harmless('in a search');
  await page.goto('/#/customers');
  await visit.link(EVIL).click();
  await visit.holds({ Name: EVIL, Notes: EVIL, Company: EVIL });
  await harmless('in the form');
  await visit.fill({ Notes: `${EVIL}!` });
  const path = `/api/1/customer/${page.url().split('/').at(-1)}/`;
  const unstub = await visit.stub('PATCH', path, { status: 500, detail: EVIL, requestId: 'stub-1' });
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await page.getByRole('main').getByText(EVIL).first().waitFor();
  await harmless('where saving failed');
  await unstub();
  await visit.button('Back to the form').click();
  await visit.server.change(await server.logIn(), page.url().split('/').at(-1), { notes: `${EVIL}?`, city: 'Bern' });
  await visit.button('Save').click();
  await visit.alert('Changed by others since you began').getByText(EVIL).first().waitFor();
  await harmless('where others changed it');
  const release = await visit.hold('PATCH', path);
  await visit.sending('PATCH', path, () => visit.button('Save').click());
  await page.goto('/#/account');
  await release();
  await visit.status(`“${EVIL}” was saved.`).waitFor();
  await harmless('in what is told');
  await visit.heading('Account').waitFor();
  await page.getByRole('main').getByText(EVIL).first().waitFor();
  await harmless('in the account');
  await page.goto(`/#/customers?q=${encodeURIComponent(EVIL)}&sort=${encodeURIComponent('name')}`);
  await visit.heading('Customers').waitFor();
  await harmless('in the address');
});

test('a browser that asks for an unknown path gets a page that says so and leads home', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  visit.expects('GET /no/such/path 404');
  const answer = await visit.page.goto('/no/such/path');
  assert.equal(answer.status(), 404);
  assert.match(answer.headers()['content-type'], /^text\/html/);
  await visit.heading('Not found').waitFor();
  const home = visit.page.locator('a[href="/"]').first();
  await home.click();
  await visit.heading('Log in').waitFor();
});

test('an unknown address after #, or that of a customer who is not there, leads to no blank page', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  visit.permits('GET /api/1/customer/{id}/ 404');
  for (const route of ['#/nowhere', '#/customers/0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40', '#/customers?page=0&sort=x']) {
    visit.permits('GET /api/1/customer/fetch/ 400');
    await visit.page.goto(`/${route}`);
    await visit.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await visit.link('Customers').first().click();
    await visit.heading('Customers').waitFor();
    await visit.page.getByText('No customers yet.').waitFor();
  }
});
