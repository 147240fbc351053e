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
