// Shows that the check finds what it is for. On copies of the document each name is changed, one at a time, and the page may
// not pass; but where it does not use the name, which is listed here, it must. Then come other changes that break it.

import { findingsWith, original } from './check.mjs';

/** What the page does not use. */
const UNUSED = new Set([
  'GET /livez',
  'GET /readyz',
  ...['cursor', 'total', 'name', 'email', 'phone', 'company', 'city', 'region', 'postal_code', 'country'].map(
    (name) => `GET /api/1/customer/fetch/ ?${name}`,
  ),
  ...['CountryCode', 'EmailAddress', 'Health', 'Organization', 'Password', 'SessionRefresh', 'TotalMode'],
  ...['Customer.version', 'FieldError.code', 'Health.status', 'Organization.id'],
  ...['Problem.status', 'Problem.type', 'Session.expires_in', 'Session.token_type'],
  ...['Accept-Encoding', 'Cache-Control', 'Link', 'Location', 'Server-Timing', 'WWW-Authenticate', 'X-Content-Type-Options'],
]);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Each name that a page could use, and how a document is changed where that is renamed, or the operation removed. */
function* names({ paths, components }) {
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS.filter((each) => item[each])) {
      const operation = `${method.toUpperCase()} ${path}`;
      yield [operation, (copy) => delete copy.paths[path][method]];
      for (const [index, { name }] of (item[method].parameters ?? []).entries()) {
        if (name) yield [`${operation} ?${name}`, (copy) => (copy.paths[path][method].parameters[index].name = 'renamed')];
      }
    }
  }
  for (const [key, { name }] of Object.entries(components.parameters)) {
    yield [`{${name}}`, (copy) => (copy.components.parameters[key].name = 'renamed')];
  }
  for (const header of Object.keys(components.headers)) yield [header, (copy) => renameComponent(copy, 'headers', header)];
  for (const [schema, { properties = {} }] of Object.entries(components.schemas)) {
    yield [schema, (copy) => renameComponent(copy, 'schemas', schema)];
    for (const member of Object.keys(properties)) {
      yield [`${schema}.${member}`, (copy) => renameMember(copy.components.schemas[schema], member)];
    }
  }
}

function renameMember(schema, member) {
  move(schema.properties, member, 'renamed');
  if (schema.required?.includes(member)) rename(schema.required, member);
}

function renameComponent(document, kind, name) {
  move(document.components[kind], name, 'Renamed');
  const reference = `#/components/${kind}/${name}`;
  const follow = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (value.$ref === reference) value.$ref = `#/components/${kind}/Renamed`;
    Object.values(value).forEach(follow);
  };
  follow(document);
}

const TABLE = '/api/1/customer/fetch/';
const CUSTOMER = '/api/1/customer/{customer_id}/';

/** What else breaks the page, and the module in which that shows. */
const OTHERS = [
  ['a path of another version', 'account.js', ({ paths }) => move(paths, '/api/1/account/', '/api/2/account/')],
  ['another method', 'customer.js', ({ paths }) => move(paths[CUSTOMER], 'patch', 'put')],
  [
    'another media type',
    'customer.js',
    ({ paths }) => move(paths[CUSTOMER].patch.requestBody.content, 'application/merge-patch+json', 'application/json-patch+json'),
  ],
  ['an answer without a body', 'customer.js', ({ paths }) => delete paths[CUSTOMER].get.responses['200'].content],
  ['a member that may be null', 'customers.js', ({ components }) => (components.schemas.Customer.properties.name.type = ['string', 'null'])],
  ['a member that is left out at times', 'customers.js', ({ components }) => components.schemas.CustomerPage.required.shift()],
  ['a member of another type', 'customer-fields.js', ({ components }) => (components.schemas.Customer.properties.city.type = 'integer')],
  ['one more required member', 'customer.js', ({ components }) => components.schemas.CustomerCreate.required.push('email')],
  ['a required query parameter', 'customers.js', ({ paths }) => (paths[TABLE].get.parameters[2].required = true)],
  ['one required header', 'customers.js', ({ paths }) => paths[TABLE].get.parameters.push(HEADER)],
  ['a value of an enumeration', 'customers.js', ({ components }) => rename(components.schemas.CustomerSort.enum, 'company')],
];

const HEADER = { name: 'X-Tenant', in: 'header', required: true, description: 'Whose.', schema: { type: 'string' } };

function rename(values, value) {
  values[values.indexOf(value)] = 'renamed';
}

function move(object, from, to) {
  object[to] = object[from];
  delete object[from];
}

export function selfTest() {
  const document = original();
  const failures = [];
  let documents = 0;
  const find = (change) => {
    documents += 1;
    const copy = structuredClone(document);
    change(copy);
    return findingsWith(copy);
  };
  const expect = (what, found, isGood) => {
    if (!isGood) failures.push([`${what}: ${found.length} findings`, ...found].join('\n  '));
  };

  const unchanged = find(() => {});
  expect('the document as it is', unchanged, unchanged.length === 0);
  const stale = new Set(UNUSED);
  for (const [name, change] of names(document)) {
    const found = find(change);
    expect(UNUSED.has(name) ? `${name}, listed as unused` : name, found, (found.length === 0) === UNUSED.has(name));
    stale.delete(name);
  }
  for (const name of stale) expect(`${name}, listed as unused, which the document does not have`, [], false);
  for (const [what, where, change] of OTHERS) {
    const found = find(change);
    expect(`${what}, in ${where}`, found, found.some((finding) => finding.includes(`/${where}(`)));
  }
  console.log([...failures, `${documents} documents, ${failures.length} failures`].join('\n'));
  return failures.length === 0;
}
