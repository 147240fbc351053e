// Every view, in light and dark, wide and narrow: what axe-core finds, whether it scrolls sideways, how it looks.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ADA } from './server.mjs';
import { test } from './suite.mjs';
import { drawn } from './visit.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const LONG = {
  name: 'Wilhelmina Constantinopolitana von und zu Hohenstaufen-Krummbiegel',
  email: 'wilhelmina.constantinopolitana.von.und.zu.hohenstaufen@a-rather-long-name-of-a-host.example',
  company: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  phone: '+41446681800',
  city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch',
  notes: 'x'.repeat(300),
};

/** Goes through all views, with `look` at each. */
async function tour(visit, look) {
  const { page, server } = visit;
  await page.goto('/');
  await visit.heading('Log in').waitFor();
  await look('login');
  await server.register();
  visit.expects('POST /api/1/login/ 401');
  await visit.logInHere({ ...ADA, password: 'not the password' });
  await visit.alert('The e-mail address or the password is wrong.').waitFor();
  await look('login-refused');
  await visit.link('Register').first().click();
  await visit.heading('Register').waitFor();
  await look('register');
  visit.expects('POST /api/1/register/ 400');
  await visit.fill({ 'E-mail address': 'ada', Password: 'short' });
  await visit.button('Register').click();
  await visit.error('password').waitFor();
  await look('register-invalid');
  await page.goto('/#/login');
  await visit.logInHere();
  await page.getByText('No customers yet.').waitFor();
  await look('list-empty');
  const token = await server.logIn();
  await server.seed(token, 25);
  const { id } = await server.create(token, LONG);
  await page.reload();
  await visit.listsSoMany(25);
  await look('list');
  await visit.button('Last page').click();
  await visit.listsSoMany(1);
  await look('list-last-page');
  await page.goto('/#/customers?q=nobody');
  await page.getByText('Nothing found.').waitFor();
  await look('list-nothing-found');
  await page.goto('/#/customers?q=person');
  await visit.listsSoMany(25);
  await visit.button('Delete Person 25').click();
  await page.getByRole('dialog').waitFor();
  await look('delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.goto(`/#/customers/${id}`);
  await visit.holds({ Name: LONG.name });
  await look('change');
  await visit.link('Customers').click();
  await visit.openNewCustomer();
  await look('form');
  await visit.fill({ 'E-mail address': 'nobody', Phone: 'call me' });
  visit.expects('POST /api/1/customer/create/ 400');
  await visit.button('Save').click();
  await visit.error('phone').waitFor();
  await look('invalid');
  await visit.fill({ Name: 'Another', 'E-mail address': 'person01@example.com', Phone: '' });
  visit.expects('POST /api/1/customer/create/ 409');
  await visit.button('Save').click();
  await visit.error('email').getByRole('link').waitFor();
  await look('duplicate');
  await visit.fill({ Name: LONG.name, Notes: LONG.notes });
  const detail = 'The server has too much to do. Try again in a moment.';
  const requestId = '0198c2f1-77aa-7d10-8a53-52f6f3a1b2c4';
  const options = { status: 503, detail, retryAfter: 7, requestId };
  const unstub = await visit.stub('POST', '/api/1/customer/create/', options);
  await visit.button('Save').click();
  await visit.heading('Saving failed').waitFor();
  await look('saving-failed');
  await unstub();
  const unlose = await visit.lose('POST', '/api/1/customer/create/');
  await visit.button('Try again').click();
  await page.getByRole('main').getByText('is not known').waitFor();
  await look('outcome-unknown');
  await unlose();
  await visit.button('Discard what I typed').click();
  await visit.heading('New customer').waitFor();
  await visit.holds({ Name: '' });
  await page.goto(`/#/customers/${id}`);
  await visit.holds({ Name: LONG.name });
  await visit.fill({ City: 'Bern' });
  await server.change(token, id, { city: 'Thun', company: null });
  await visit.button('Save').click();
  await visit.alert('Changed by others since you began').waitFor();
  await look('changed-by-others');
  await visit.link('Cancel').click();
  await visit.openNewCustomer();
  await visit.fill({ Name: LONG.name });
  await visit.mute('POST', '/api/1/customer/create/');
  await visit.sending('POST', '/api/1/customer/create/', () => visit.button('Save').click());
  await visit.later(5);
  await visit.button('Stop waiting').waitFor();
  await look('waiting');
  await visit.link('Customers').click();
  await visit.listsSoMany(25);
  await visit.button('Stop waiting').click();
  await visit.link('Back to what you typed').waitFor();
  await look('told-elsewhere');
  await page.goto('/#/account');
  await visit.heading('Account').waitFor();
  await page.getByRole('main').getByText(ADA.email).first().waitFor();
  await look('account');
  visit.expects('GET /nothing/ 404');
  await page.goto('/nothing/');
  await visit.heading('Not found').waitFor();
  await look('unknown-path');
  await page.goto('/problems/duplicate/');
  await look('problem');
  await page.goto('/problems/');
  await look('problems');
}

/** What axe-core has against what is shown. */
async function axe(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}\n  ${node.failureSummary.replaceAll('\n', '\n  ')}`),
  );
}

/** What is wider than its place, so that one has to scroll sideways. Fields scroll within themselves when one types. */
function sideways(page) {
  return page.evaluate(() => {
    const scrolls = (element) =>
      element === document.documentElement || ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const name = ({ tagName, id, className }) => `<${tagName.toLowerCase()} id="${id}" class="${className}">`;
    const wide = (inside) =>
      [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > inside + 1)
        .slice(0, 3)
        .map(name);
    return [document.documentElement, ...document.querySelectorAll('body, body *:not(input, select, textarea)')]
      .filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth)
      .map((element) => {
        const { scrollWidth, clientWidth } = element;
        return `${name(element)} is ${scrollWidth} wide in ${clientWidth}; beyond it: ${wide(clientWidth).join(', ')}`;
      });
  });
}

for (const [colorScheme, widths] of [['light', [1280, 360]], ['dark', [1440, 768, 320]]]) {
  for (const width of widths) {
    const name = `axe-core finds nothing in any view, and none scrolls sideways, in ${colorScheme} at ${width} pixels`;
    test(name, async (stage) => {
      const server = await stage.server();
      const visit = await stage.visit(server, { colorScheme, viewport: { width, height: 800 } });
      await visit.context.addInitScript({ path: AXE });
      const found = [];
      if (stage.screenshots) await mkdir(stage.screenshots, { recursive: true });
      await tour(visit, async (view) => {
        await drawn(visit.page);
        if (stage.screenshots) {
          const path = join(stage.screenshots, `${view}-${width}-${colorScheme}.png`);
          await visit.page.screenshot({ path, fullPage: true });
        }
        const findings = await axe(visit.page);
        findings.push(...(await sideways(visit.page)));
        found.push(...findings.map((finding) => `${view}: ${finding}`));
      });
      assert.equal(found.length, 0, `\n${found.join('\n')}\n${found.length} findings`);
    });
  }
}

for (const width of [320, 900, 1440]) {
  test(`the customers are a table with headings to a screen reader, ${width} pixels wide`, async (stage) => {
    const server = await stage.server();
    const visit = await stage.visit(server, { viewport: { width, height: 800 } });
    await visit.arrive();
    await server.create(await server.logIn(), LONG);
    await visit.page.reload();
    await visit.listsSoMany(1);
    assert.deepEqual(await sideways(visit.page), []);
    const devtools = await visit.context.newCDPSession(visit.page);
    const { nodes } = await devtools.send('Accessibility.getFullAXTree');
    const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => role.value);
    const count = (role) => roles.filter((each) => each === role).length;
    assert.deepEqual([count('table'), count('row')], [1, 2]);
    assert.ok(count('columnheader') >= 5, `headings of columns: ${count('columnheader')}`);
  });
}

test('fields that may not be empty say so', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.page.goto('/#/register');
  const required = () =>
    visit.page.locator('[required]').evaluateAll((fields) => fields.map((field) => field.labels[0].textContent));
  await visit.heading('Register').waitFor();
  assert.deepEqual(await required(), ['E-mail address', 'Password']);
  await visit.arrive();
  await visit.openNewCustomer();
  assert.deepEqual(await required(), ['Name']);
});

/** Hebrew for Noa of the street, with a bracket, and Arabic for a company: read from right to left. */
const RIGHT_TO_LEFT = { name: 'נועה (רחוב 5)', company: 'شركة 12 الشرق', city: 'ירושלים', notes: 'הערה 3 (א).' };

test('names that are read from right to left turn nothing around them', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server);
  await visit.arrive();
  await server.create(await server.logIn(), RIGHT_TO_LEFT);
  await visit.page.reload();
  await visit.lists([RIGHT_TO_LEFT.name]);
  const isolated = (place) => place.evaluate((element) => getComputedStyle(element).unicodeBidi);
  for (const text of [RIGHT_TO_LEFT.name, RIGHT_TO_LEFT.company, RIGHT_TO_LEFT.city]) {
    assert.equal(await isolated(visit.page.locator('td').getByText(text, { exact: true })), 'isolate', text);
  }
  await visit.link(RIGHT_TO_LEFT.name).click();
  await visit.holds({ Name: RIGHT_TO_LEFT.name });
  for (const label of ['Name', 'Notes']) {
    const direction = await visit.field(label).evaluate((field) => getComputedStyle(field).direction);
    assert.equal(direction, 'rtl', `the field ${label} is as what it has`);
  }
  await visit.link('Cancel').click();
  await visit.button(`Delete ${RIGHT_TO_LEFT.name}`).click();
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  const notice = visit.status(`“${RIGHT_TO_LEFT.name}” was deleted.`);
  assert.equal(await isolated(notice.getByText(RIGHT_TO_LEFT.name, { exact: true })), 'isolate');
});

test('the page follows the system between light and dark', async (stage) => {
  const server = await stage.server();
  const visit = await stage.visit(server, { colorScheme: 'light' });
  await visit.page.goto('/');
  await visit.heading('Log in').waitFor();
  const colour = () => visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await visit.page.emulateMedia({ colorScheme: 'dark' });
  await drawn(visit.page);
  assert.notEqual(await colour(), light);
});
