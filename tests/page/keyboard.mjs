// The main path without a mouse.

import assert from 'node:assert/strict';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';

/** More than any view here has elements that take the focus. */
const MOST_TABS = 80;

/** Tabs to an element as somebody does who can't use a mouse, and checks that its focus can be seen. */
async function tabTo(target) {
  const page = target.page();
  await target.waitFor();
  const name = String(target);
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    await page.keyboard.press('Tab');
    if (!(await target.evaluate((element) => element === document.activeElement))) continue;
    const visible = await target.evaluate((element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
    assert.ok(visible, `the focus on ${name} is to be seen`);
    return;
  }
  assert.fail(`no way by Tab to ${name}`);
}

async function type(target, text) {
  await tabTo(target);
  await target.page().keyboard.type(text);
}

async function press(target, key = 'Enter') {
  await tabTo(target);
  await target.page().keyboard.press(key);
}

test('the main path needs nothing but a keyboard, and the focus is always to be seen', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  const { page } = visit;
  await page.goto('/');
  await visit.heading('Log in').waitFor();
  await press(visit.link('Register').first());
  await visit.heading('Register').waitFor();
  await type(visit.field('E-mail address'), ADA.email);
  await type(visit.field('Password'), ADA.password);
  await type(visit.field('Your name'), ADA.name);
  await type(visit.field('Organization'), ADA.organization);
  await type(visit.field('Country'), 'Switzerland');
  await visit.holds({ Country: 'CH' });
  await press(visit.button('Register'));
  await visit.heading('Log in').waitFor();
  await type(visit.field('Password'), ADA.password);
  await page.keyboard.press('Enter');
  await visit.heading('Customers').waitFor();
  for (const name of ['Gil', 'Hana']) {
    await press(visit.link('New customer'));
    await visit.heading('New customer').waitFor();
    await type(visit.field('Name'), name);
    await type(visit.field('Notes'), 'Typed');
    await press(visit.button('Save'));
    await visit.status('Saved.').waitFor();
    await visit.heading('Customers').waitFor();
  }
  await visit.lists(['Hana', 'Gil']);
  await press(visit.button('Name'), 'Space');
  await visit.lists(['Gil', 'Hana']);
  await type(page.getByRole('searchbox', { name: 'Search' }), 'hana');
  await visit.lists(['Hana']);
  await press(visit.link('Hana'));
  await visit.heading('Change customer').waitFor();
  await visit.holds({ Name: 'Hana' });
  await type(visit.field('City'), 'Thun');
  await page.keyboard.press('Enter');
  await visit.status('Saved.').waitFor();
  const removal = visit.button('Delete Hana');
  await press(removal);
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await removal.evaluate((button) => button === document.activeElement), 'the focus is back where it was');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await press(dialog.getByRole('button', { name: 'Delete', exact: true }));
  await dialog.waitFor({ state: 'hidden' });
  await removal.waitFor({ state: 'detached' });
  await press(visit.button('Log out'));
  await visit.heading('Log in').waitFor();
});

test('the focus stays in the dialog until it is answered', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.create(await server.logIn(), { name: 'Gil' });
  await visit.page.reload();
  await visit.button('Delete Gil').click();
  const dialog = visit.page.getByRole('dialog');
  await dialog.waitFor();
  for (let pressed = 0; pressed < 10; pressed += 1) {
    const outside = await dialog.evaluate(
      (element) => !element.contains(document.activeElement) && document.activeElement !== document.body,
    );
    assert.equal(outside, false, `after ${pressed} Tabs`);
    await visit.page.keyboard.press('Tab');
  }
});

async function arrived(stage) {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  return { server, visit };
}

test('the focus stays on the button that leads from page to page, also where it leads no further', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.seed(await server.logIn(), 12);
  await visit.page.goto('/#/customers?page_size=10');
  await visit.status('12 customers, page 1 of 2').waitFor();
  await visit.button('Next page').focus();
  await visit.page.keyboard.press('Enter');
  await visit.status('12 customers, page 2 of 2').waitFor();
  assert.equal(await visit.focused(), 'Next page');
  await visit.page.keyboard.press('Enter');
  await visit.page.keyboard.press('Shift+Tab');
  assert.equal(await visit.focused(), 'Previous page');
  await visit.page.keyboard.press('Space');
  await visit.status('12 customers, page 1 of 2').waitFor();
});

test('the focus stays on the button of a form that is refused without an error of a field', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/');
  await visit.fill({ 'E-mail address': ADA.email, Password: 'not it, and nobody is here' });
  visit.expects('POST /api/1/login/ 401');
  await visit.button('Log in').focus();
  await visit.page.keyboard.press('Enter');
  await visit.alert('The e-mail address or the password is wrong.').waitFor();
  assert.equal(await visit.focused(), 'Log in');
});

test('Enter in the search asks at once, and Enter in a field of a form sends it', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.seed(await server.logIn(), 2);
  await visit.page.clock.install();
  await visit.page.clock.pauseAt(Date.now() + 60_000);
  await visit.page.getByRole('searchbox', { name: 'Search' }).fill('person 02');
  await visit.page.keyboard.press('Enter');
  await visit.lists(['Person 02']); // no time went by for the page
  await visit.page.clock.resume();
  await visit.openNewCustomer();
  await visit.field('Name').fill('Entered');
  await visit.field('Name').press('Enter');
  await visit.status('Saved.').waitFor();
});

test('each view starts at its top, and its title and focused heading say where one is', async (stage) => {
  const { server, visit } = await arrived(stage);
  await server.seed(await server.logIn(), 25);
  await visit.page.reload();
  await visit.listsSoMany(25);
  for (const [way, name] of [['New customer', 'New customer'], ['Customers', 'Customers'], ['Account', 'Account']]) {
    await visit.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await visit.link(way).evaluate((link) => link.click());
    await visit.heading(name).waitFor();
    assert.equal(await visit.focused(), name);
    assert.equal(await visit.page.title(), `${name} · Customary`);
    assert.equal(await visit.page.evaluate(() => scrollY), 0);
  }
});

test('what is on its way can not be typed over, and is said to be busy', async (stage) => {
  const { visit } = await arrived(stage);
  await visit.openNewCustomer();
  await visit.fill({ Name: 'Elif' });
  const release = await visit.hold('POST', '/api/1/customer/create/');
  await visit.sending('POST', '/api/1/customer/create/', () => visit.field('Name').press('Enter'));
  await visit.page.keyboard.type('never');
  await visit.page.keyboard.press('Enter');
  await visit.holds({ Name: 'Elif' });
  assert.equal(await visit.focused(), 'Name');
  assert.equal(await visit.page.locator('form').getAttribute('aria-busy'), 'true');
  await release();
  await visit.status('Saved.').waitFor();
  await visit.lists(['Elif']);
});
