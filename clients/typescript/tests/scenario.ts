// The scenario of clients/SCENARIO.md, in Node as well as in a browser.

import { type CreateCustomerRequest, Customary, type Customer, ProblemError } from 'customary-client';

const PASSWORD = 'correct horse battery staple';

/** Fails unless both are the same, member by member. */
function same(found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} instead of ${right}`);
}

/** The problem that a call fails with, which must have this status. */
async function problemOf(status: number, call: Promise<unknown>): Promise<ProblemError['problem']> {
  const error: unknown = await call.then(
    () => new Error(`no problem ${status}, but success`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error;
  same([error.status, error.problem.status], [status, status]);
  return error.problem;
}

async function namesOf(customers: AsyncIterable<Customer>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of customers) names.push(name);
  return names;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Step 11, which needs nothing of the others. */
export async function busyServer(url: string): Promise<void> {
  const begun = performance.now();
  const registration = { email: 'ben@example.com', password: PASSWORD };
  const account = await new Customary(url).accounts.register({ registration });
  same(account.email, 'ben@example.com');
  const took = performance.now() - begun;
  if (took < 1000) throw new Error(`it took ${took} ms only`);
}

/** All steps; `say` gets the heading of each one after it. */
export async function scenario(url: string, busy: () => Promise<void>, say: (heading: string) => void): Promise<void> {
  const client = new Customary(url);
  const { accounts, customers } = client;

  const registered = await accounts.register({
    registration: {
      email: 'ada@example.com',
      password: PASSWORD,
      name: 'Ada Brander',
      organization: 'Brander & Sons Trading',
      country: 'CH',
    },
  });
  same([registered.role, registered.organization.country], ['admin', 'CH']);
  same(registered.createdAt instanceof Date, true);
  same(registered.createdAt.toDateString(), new Date().toDateString());
  say('1. Register');

  await client.login('ada@example.com', PASSWORD);
  same((await accounts.getAccount()).id, registered.id);
  await problemOf(401, client.login('ada@example.com', 'a wrong password'));
  same((await accounts.getAccount()).id, registered.id);
  say('2. Log in');

  const names: string[] = [];
  const ids: string[] = [];
  for (let number = 1; number <= 60; number += 1) {
    const digits = String(number).padStart(2, '0');
    const customerCreate: CreateCustomerRequest['customerCreate'] = {
      name: `Customer ${digits}`,
      email: `customer-${digits}@example.com`,
      company: number % 2 === 1 ? 'Acme' : 'Zeta',
    };
    if (number === 1) customerCreate.phone = '044 668 18 00';
    const created = await customers.createCustomer({ customerCreate });
    same([created.name, created.email], [customerCreate.name, customerCreate.email]);
    same([created.version, created.phone], [1, number === 1 ? '+41446681800' : null]);
    names.push(created.name);
    ids.push(created.id);
  }
  same(new Set(ids).size, 60);
  const idOf = (number: number) => ids[number - 1] ?? '';
  say('3. Create 60 customers');

  same(await namesOf(client.iterateCustomers({ sort: 'name', pageSize: 25 }, 'page')), names);
  say('4. Iterate over all by page');

  same(await namesOf(client.iterateCustomers({ sort: 'name', pageSize: 7 })), names);
  say('5. Iterate over all by cursor');

  const found = await customers.fetchCustomers({ q: 'customer 07' });
  same([found.items.map(({ name }) => name), found.total], [['Customer 07'], 1]);
  same((await customers.fetchCustomers({ company: 'Zeta', pageSize: 200 })).items.length, 30);
  say('6. Search');

  const updated = await customers.updateCustomer({
    customerId: idOf(7),
    customerUpdate: { notes: 'Prefers e-mail.', company: null },
  });
  same([updated.version, updated.notes, updated.company], [2, 'Prefers e-mail.', null]);
  same([updated.name, updated.email], ['Customer 07', 'customer-07@example.com']);
  same(await customers.getCustomer({ customerId: idOf(7) }), updated);
  say('7. Update');

  const invalid = await problemOf(400, customers.createCustomer({ customerCreate: { name: ' ', email: 'nobody' } }));
  same(invalid.errors?.map(({ pointer, code }) => `${pointer} ${code}`).sort(), [
    '/email invalid_format',
    '/name invalid_format',
  ]);
  same(invalid.requestId !== '', true);
  say('8. A validation error');

  const twin = { name: 'Twin', email: 'CUSTOMER-01@example.com' };
  const duplicate = await problemOf(409, customers.createCustomer({ customerCreate: twin }));
  same(
    duplicate.errors?.map(({ pointer, code, customerId }) => [pointer, code, customerId]),
    [['/email', 'duplicate', idOf(1)]],
  );
  say('9. A duplicate');

  const expired = client.accessToken;
  await wait(3000);
  const accountsFound = await Promise.all([1, 2, 3, 4, 5].map(() => accounts.getAccount()));
  same(
    accountsFound,
    [1, 2, 3, 4, 5].map(() => registered),
  );
  same([typeof client.accessToken, client.accessToken === expired], ['string', false]);
  say('10. An expired token');

  await busy();
  say('11. A busy server');

  await customers.deleteCustomer({ customerId: idOf(60) });
  await problemOf(404, customers.getCustomer({ customerId: idOf(60) }));
  same(await namesOf(client.iterateCustomers({ sort: 'name' })), names.slice(0, 59));
  say('12. Delete');

  const accessToken = client.accessToken ?? '';
  await client.logout();
  await problemOf(401, accounts.getAccount());
  const other = new Customary(url, { accessToken });
  await problemOf(401, other.accounts.getAccount());
  await other.logout();
  say('13. Log out');
}
