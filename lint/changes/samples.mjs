// Changes of openapi.yaml, and what must be said of each: `breaks` clients, breaks `nobody`, or is allowed by a `raised`
// version, or breaks the `callers` of generated clients. A sample without any must go unseen.

const schema = (document, name) => document.components.schemas[name];
const member = (document, name, property) => schema(document, name).properties[property];
const operation = (document, id) =>
  Object.values(document.paths).flatMap((path) => Object.values(path)).find(({ operationId }) => operationId === id);
const parameter = (document, id, name) => operation(document, id).parameters.find((one) => one.name === name);
const response = (document, id, status) => operation(document, id).responses[status];
const header = (document, name) => document.components.headers[name];
const required = (document, name) => schema(document, name).required;
const drop = (list, one) => list.splice(list.indexOf(one), 1);
/** Another name for a member of an object, at the same place in its order. */
const rename = (object, from, to) => {
  for (const [name, value] of Object.entries(object)) {
    delete object[name];
    object[name === from ? to : name] = value;
  }
};
const replaceReferences = (node, from, to) => {
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && value === from) node.$ref = to;
    else if (value !== null && typeof value === 'object') replaceReferences(value, from, to);
  }
};
/** Two members of an object change places. */
const swap = (object, one, other) => {
  const names = Object.keys(object).map((name) => (name === one ? other : name === other ? one : name));
  for (const [name, value] of names.map((name) => [name, object[name]])) {
    delete object[name];
    object[name] = value;
  }
};
const move = (document, from, to) => rename(document.paths, from, to);
const raise = (document, urls) => urls.forEach((url) => move(document, url, url.replace('/api/1/', '/api/2/')));
const versioned = (document) => Object.keys(document.paths).filter((url) => url.startsWith('/api/1/'));

export const samples = [
  // Operations
  { what: 'a removed path', edit: (d) => delete d.paths['/api/1/logout/'], breaks: 'logout: POST /api/1/logout/ is no more' },
  { what: 'a removed method', edit: (d) => delete d.paths['/api/1/customer/{customer_id}/'].delete,
    breaks: 'deleteCustomer: DELETE /api/1/customer/{customer_id}/ is no more' },
  { what: 'a renamed path', edit: (d) => move(d, '/api/1/account/', '/api/1/me/'),
    breaks: 'getAccount: it is at GET /api/1/me/, it was at GET /api/1/account/' },
  { what: 'another method', edit: (d) => rename(d.paths['/api/1/account/password/'], 'post', 'put'),
    breaks: 'changePassword: it is at PUT /api/1/account/password/, it was at POST /api/1/account/password/' },
  { what: 'a renamed operation', edit: (d) => { operation(d, 'getAccount').operationId = 'readAccount'; },
    breaks: 'getAccount: operationId is readAccount, it was getAccount' },
  { what: 'another tag', edit: (d) => { operation(d, 'logout').tags = ['accounts']; }, breaks: 'logout: its tag is accounts, it was sessions' },
  { what: 'a new operation', edit: (d) => { d.paths['/api/1/customer/count/'] = { get: { operationId: 'countCustomers', responses: {} } }; },
    nobody: 'countCustomers: GET /api/1/customer/count/ is new' },
  { what: 'an operation on its way out', edit: (d) => { operation(d, 'logout').deprecated = true; }, nobody: 'logout is deprecated' },
  { what: 'an operation with servers of its own', edit: (d) => { operation(d, 'logout').servers = [{ url: 'https://other.example' }]; },
    breaks: 'logout: servers is [{"url":"https://other.example"}], there was none' },

  // Security and servers
  { what: 'a token where none was needed', edit: (d) => delete operation(d, 'getLiveness').security,
    breaks: 'getLiveness: who is let in with nothing is not any more: it takes bearerAuth' },
  { what: 'another scheme', edit: (d) => { d.security = [{ apiKey: [] }]; operation(d, 'logout').security = [{ apiKey: [] }, { bearerAuth: [] }]; },
    breaks: ['changePassword', 'createCustomer', 'deleteCustomer', 'fetchCustomers', 'getAccount', 'getCustomer', 'updateCustomer']
      .map((id) => `${id}: who is let in with bearerAuth is not any more: it takes apiKey`),
    nobody: ['changePassword', 'createCustomer', 'deleteCustomer', 'fetchCustomers', 'getAccount', 'getCustomer', 'logout', 'updateCustomer']
      .map((id) => `${id}: who has apiKey is let in, too`) },
  { what: 'one more scheme at a time', edit: (d) => { operation(d, 'logout').security = [{ bearerAuth: [], apiKey: [] }]; },
    breaks: 'logout: who is let in with bearerAuth is not any more: it takes bearerAuth and apiKey' },
  { what: 'a scope', edit: (d) => { operation(d, 'logout').security = [{ bearerAuth: ['sessions'] }]; },
    breaks: 'logout: who is let in with bearerAuth is not any more: it takes bearerAuth and bearerAuth with sessions' },
  { what: 'no token where one was needed', edit: (d) => { operation(d, 'logout').security = []; }, nobody: 'logout: who has nothing is let in, too' },
  { what: 'a scheme that works otherwise', edit: (d) => { d.components.securitySchemes.bearerAuth.scheme = 'basic'; },
    breaks: 'security scheme bearerAuth: scheme is basic, it was bearer' },
  { what: 'another URL of the server', edit: (d) => { d.servers[0].url = '/v2'; },
    breaks: ['servers: / is no more', 'servers: /v2 is the first, it was /'], nobody: 'servers: /v2 is new' },
  { what: 'one more server', edit: (d) => d.servers.push({ url: 'https://other.example' }), nobody: 'servers: https://other.example is new' },
  { what: 'another version of OpenAPI', edit: (d) => { d.openapi = '3.2.0'; }, breaks: 'the document: openapi is 3.2.0, it was 3.1.0' },

  // Parameters
  { what: 'a removed parameter', edit: (d) => drop(operation(d, 'fetchCustomers').parameters, parameter(d, 'fetchCustomers', 'q')),
    breaks: 'fetchCustomers, parameter q is no more' },
  { what: 'a renamed parameter', edit: (d) => { parameter(d, 'fetchCustomers', 'q').name = 'search'; },
    breaks: 'fetchCustomers, parameter q is no more', nobody: 'fetchCustomers, parameter search is new' },
  { what: 'a parameter elsewhere', edit: (d) => { parameter(d, 'fetchCustomers', 'q').in = 'header'; },
    breaks: 'fetchCustomers, parameter q is no more', nobody: 'fetchCustomers, parameter q is new' },
  { what: 'a new required parameter', edit: (d) => operation(d, 'logout').parameters = [{ name: 'all', in: 'query', required: true, schema: {} }],
    breaks: 'logout, parameter all is new, and required' },
  { what: 'a new required header', edit: (d) => operation(d, 'logout').parameters = [{ name: 'X-Reason', in: 'header', required: true, schema: {} }],
    breaks: 'logout, parameter X-Reason is new, and required' },
  { what: 'a new optional parameter', edit: (d) => operation(d, 'fetchCustomers').parameters.push({ name: 'tag', in: 'query', schema: {} }),
    nobody: 'fetchCustomers, parameter tag is new' },
  { what: 'a parameter that becomes required', edit: (d) => { parameter(d, 'fetchCustomers', 'page').required = true; },
    breaks: 'fetchCustomers, parameter page is required' },
  { what: 'a renamed part of a path', edit: (d) => {
      d.components.parameters.CustomerId.name = 'id';
      move(d, '/api/1/customer/{customer_id}/', '/api/1/customer/{id}/');
    },
    breaks: ['deleteCustomer', 'getCustomer', 'updateCustomer']
      .flatMap((id) => [`${id}, parameter customer_id is no more`, `${id}, parameter id is new, and required`]) },
  { what: 'parameters in another order', edit: (d) => operation(d, 'fetchCustomers').parameters.reverse(),
    breaks: 'fetchCustomers: its parameters are in another order' },
  { what: 'a list written otherwise', edit: (d) => { parameter(d, 'fetchCustomers', 'q').style = 'pipeDelimited'; },
    breaks: ['fetchCustomers, parameter q: style is pipeDelimited, it was form', 'fetchCustomers, parameter q: explode is false, it was true'] },
  { what: 'how lists are written, as it is anyway', edit: (d) => Object.assign(parameter(d, 'fetchCustomers', 'q'), { style: 'form', explode: true, allowReserved: false }) },
  { what: 'how a part of a path is written, as it is anyway', edit: (d) => Object.assign(d.components.parameters.CustomerId, { style: 'simple', explode: false }) },
  { what: 'how a header is written, as it is anyway', edit: (d) => Object.assign(header(d, 'Retry-After'), { style: 'simple', explode: false }) },
  { what: 'the first parameter of a query', edit: (d) => { operation(d, 'getAccount').parameters = [{ name: 'expand', in: 'query', schema: { type: 'string' } }]; },
    callers: 'getAccount, parameter expand is new' },
  { what: 'a parameter that becomes optional', before: (d) => { parameter(d, 'fetchCustomers', 'page').required = true; },
    edit: (d) => delete parameter(d, 'fetchCustomers', 'page').required, callers: 'fetchCustomers, parameter page may be left out' },
  { what: 'another default', edit: (d) => { parameter(d, 'fetchCustomers', 'page_size').schema.default = 50; },
    breaks: 'fetchCustomers, parameter page_size: default is 50, it was 25' },
  { what: 'a narrowed limit of a parameter', edit: (d) => { parameter(d, 'fetchCustomers', 'page_size').schema.maximum = 100; },
    breaks: 'fetchCustomers, parameter page_size: maximum is 100, it was 200' },
  { what: 'a widened limit of a parameter', edit: (d) => { parameter(d, 'fetchCustomers', 'page_size').schema.maximum = 500; },
    nobody: 'fetchCustomers, parameter page_size: maximum is 500, it was 200' },
  { what: 'a removed value of a parameter', edit: (d) => drop(schema(d, 'TotalMode').enum, 'none'), breaks: 'schema TotalMode: the value "none" is no more' },
  { what: 'a new value of a parameter', edit: (d) => schema(d, 'TotalMode').enum.push('estimated'), nobody: 'schema TotalMode: the value "estimated" is new' },
  { what: 'a value with another name in generated clients', edit: (d) => { schema(d, 'CustomerSort')['x-enum-varnames'][0] = 'Oldest'; },
    breaks: 'schema CustomerSort: the name of "created_at" is Oldest, it was CreatedAt' },

  // Requests
  { what: 'a removed member of a request', edit: (d) => delete schema(d, 'Registration').properties.country,
    breaks: 'schema Registration, member country is no more' },
  { what: 'a new required member of a request', edit: (d) => {
      schema(d, 'CustomerCreate').properties.owner = { type: 'string' };
      required(d, 'CustomerCreate').push('owner');
    },
    breaks: 'schema CustomerCreate, member owner is new, and required' },
  { what: 'a new optional member of a request', edit: (d) => { schema(d, 'CustomerCreate').properties.owner = { type: 'string' }; },
    nobody: 'schema CustomerCreate, member owner is new' },
  { what: 'a member of a request that becomes required', edit: (d) => required(d, 'CustomerCreate').push('email'),
    breaks: 'schema CustomerCreate, member email is required' },
  { what: 'a member of a request that becomes optional', edit: (d) => drop(required(d, 'Registration'), 'password'),
    callers: 'schema Registration, member password may be left out' },
  { what: 'required members of a request in another order', edit: (d) => swap(schema(d, 'Registration').properties, 'email', 'password'),
    breaks: 'schema Registration: its required members are in another order' },
  { what: 'another order of a request, but of its required members', edit: (d) => swap(schema(d, 'Registration').properties, 'password', 'country') },
  { what: 'the names of required members in another order', edit: (d) => required(d, 'Registration').reverse() },
  { what: 'a lowered maximum length of a request', edit: (d) => { member(d, 'CustomerCreate', 'notes').maxLength = 1000; },
    breaks: 'schema CustomerCreate, member notes: maxLength is 1000, it was 10000' },
  { what: 'a raised maximum length of a request', edit: (d) => { member(d, 'CustomerCreate', 'notes').maxLength = 20000; },
    nobody: 'schema CustomerCreate, member notes: maxLength is 20000, it was 10000' },
  { what: 'a raised minimum length of a request', edit: (d) => { schema(d, 'Password').minLength = 12; },
    breaks: 'schema Password: minLength is 12, it was 8' },
  { what: 'a minimum where there was none', edit: (d) => { member(d, 'Registration', 'name').minLength = 1; },
    breaks: 'schema Registration, member name: minLength is 1, there was none' },
  { what: 'a minimum that says nothing', edit: (d) => { member(d, 'Registration', 'name').minLength = 0; } },
  { what: 'a raised minimum of a parameter', edit: (d) => { parameter(d, 'fetchCustomers', 'page').schema.minimum = 2; },
    breaks: 'fetchCustomers, parameter page: minimum is 2, it was 1' },
  { what: 'another pattern of a request', edit: (d) => { schema(d, 'CountryCode').pattern = '^[A-Z]{2}$'; },
    breaks: /^schema CountryCode: pattern is \^\[A-Z\]\{2\}\$, it was / },
  { what: 'a pattern where there was none', edit: (d) => { schema(d, 'Password').pattern = '^[ -~]*$'; },
    breaks: 'schema Password: pattern is ^[ -~]*$, there was none' },
  { what: 'a pattern of a request that is gone', edit: (d) => delete schema(d, 'CountryCode').pattern,
    nobody: /^schema CountryCode: pattern is no more, it was / },
  { what: 'another format of a request', edit: (d) => { member(d, 'CustomerCreate', 'phone').format = 'tel'; },
    breaks: 'schema CustomerCreate, member phone: format is tel, it was phone' },
  { what: 'another type in a request', edit: (d) => { member(d, 'CustomerCreate', 'postal_code').type = ['integer', 'null']; },
    breaks: 'schema CustomerCreate, member postal_code: type is integer, it was string' },
  { what: 'null refused in a request', edit: (d) => { member(d, 'CustomerCreate', 'phone').type = 'string'; },
    breaks: 'schema CustomerCreate, member phone may not be null any more' },
  { what: 'null accepted in a request', edit: (d) => { member(d, 'CustomerCreate', 'name').type = ['string', 'null']; },
    callers: 'schema CustomerCreate, member name may be null' },
  { what: 'another type in a request, too', edit: (d) => { member(d, 'CustomerCreate', 'postal_code').type = ['string', 'integer', 'null']; },
    callers: 'schema CustomerCreate, member postal_code: type is integer or string, it was string' },
  { what: 'a whole number of a request that may be any', edit: (d) => { parameter(d, 'fetchCustomers', 'page').schema.type = 'number'; },
    callers: 'fetchCustomers, parameter page: type is number, it was integer' },
  { what: 'a wider type of a request, and a lower maximum',
    edit: (d) => Object.assign(parameter(d, 'fetchCustomers', 'page').schema, { type: 'number', maximum: 10 }),
    callers: 'fetchCustomers, parameter page: type is number, it was integer', breaks: 'fetchCustomers, parameter page: maximum is 10, it was 1000000' },
  { what: 'a narrower type of a request', edit: (d) => { parameter(d, 'fetchCustomers', 'page').schema.type = 'integer'; },
    before: (d) => { parameter(d, 'fetchCustomers', 'page').schema.type = 'number'; }, breaks: 'fetchCustomers, parameter page: type is integer, it was number' },
  { what: 'a format of a request that is gone', edit: (d) => delete member(d, 'CustomerCreate', 'phone').format,
    callers: 'schema CustomerCreate, member phone: format is no more, it was phone' },
  { what: 'larger numbers in a request', edit: (d) => { parameter(d, 'fetchCustomers', 'page').schema.format = 'int64'; },
    callers: 'fetchCustomers, parameter page: format is int64, it was int32' },
  { what: 'a secret', edit: (d) => { member(d, 'CustomerCreate', 'notes').format = 'password'; },
    nobody: 'schema CustomerCreate, member notes: format is password, there was none' },
  { what: 'the same minimum of whole numbers', edit: (d) => {
      const page = parameter(d, 'fetchCustomers', 'page').schema;
      delete page.minimum;
      page.exclusiveMinimum = 0;
    } },
  { what: 'a maximum of whole numbers that is lower by one', edit: (d) => { parameter(d, 'fetchCustomers', 'page').schema.exclusiveMaximum = 1000000; },
    breaks: 'fetchCustomers, parameter page: maximum is 999999, it was 1000000' },
  { what: 'other members refused in a request', before: (d) => delete schema(d, 'Registration').additionalProperties,
    edit: (d) => { schema(d, 'Registration').additionalProperties = false; }, breaks: 'schema Registration may not have other members any more' },
  { what: 'other members accepted in a request', edit: (d) => delete schema(d, 'Registration').additionalProperties,
    nobody: 'schema Registration may have other members' },
  { what: 'a default of a request', edit: (d) => { member(d, 'Registration', 'country').default = 'CH'; },
    breaks: 'schema Registration, member country: default is CH, there was none' },
  { what: 'another media type of a request', edit: (d) => rename(operation(d, 'updateCustomer').requestBody.content, 'application/merge-patch+json', 'application/json'),
    breaks: 'updateCustomer, request body, application/merge-patch+json is no more', nobody: 'updateCustomer, request body, application/json is new' },
  { what: 'a body where there was none', edit: (d) => { operation(d, 'logout').requestBody = { required: true, content: {} }; },
    breaks: 'logout, request body is new, and required' },
  { what: 'an optional body where there was none', edit: (d) => { operation(d, 'logout').requestBody = { content: {} }; }, callers: 'logout, request body is new' },
  { what: 'no body where there was one', edit: (d) => delete operation(d, 'login').requestBody, breaks: 'login, request body is no more' },
  { what: 'a body that becomes optional', edit: (d) => { operation(d, 'login').requestBody.required = false; }, nobody: 'login, request body may be left out' },
  { what: 'a body that becomes required', before: (d) => { operation(d, 'login').requestBody.required = false; },
    edit: (d) => { operation(d, 'login').requestBody.required = true; }, breaks: 'login, request body is required' },

  // Answers
  { what: 'a removed status', edit: (d) => delete operation(d, 'createCustomer').responses['409'], breaks: 'createCustomer, status 409 is no more' },
  { what: 'another status', edit: (d) => rename(operation(d, 'createCustomer').responses, '201', '200'),
    breaks: ['createCustomer, status 201 is no more', 'createCustomer, status 200 is new'] },
  { what: 'a new success', edit: (d) => { operation(d, 'createCustomer').responses['202'] = { description: 'Later.' }; },
    breaks: 'createCustomer, status 202 is new' },
  { what: 'a new error', edit: (d) => { operation(d, 'logout').responses['429'] = { $ref: '#/components/responses/TooManyRequests' }; },
    nobody: 'logout, status 429 is new' },
  { what: 'a removed member of an answer', edit: (d) => { delete schema(d, 'Customer').properties.phone; drop(required(d, 'Customer'), 'phone'); },
    breaks: 'schema Customer, member phone is no more' },
  { what: 'a removed optional member of an answer', edit: (d) => delete schema(d, 'CustomerPage').properties.total,
    breaks: 'schema CustomerPage, member total is no more' },
  { what: 'a renamed member of an answer', edit: (d) => rename(schema(d, 'Problem').properties, 'errors', 'findings'),
    breaks: 'schema Problem, member errors is no more', nobody: 'schema Problem, member findings is new' },
  { what: 'a new member of an answer', edit: (d) => { schema(d, 'Customer').properties.tags = { type: 'array' }; required(d, 'Customer').push('tags'); },
    nobody: 'schema Customer, member tags is new, and required' },
  { what: 'a member of an answer that becomes optional', edit: (d) => drop(required(d, 'Customer'), 'version'),
    breaks: 'schema Customer, member version may be left out' },
  { what: 'a member of an answer that is always there', edit: (d) => required(d, 'CustomerPage').push('page'),
    callers: 'schema CustomerPage, member page is required' },
  { what: 'a raised maximum length of an answer', edit: (d) => { member(d, 'Customer', 'phone').maxLength = 20; },
    breaks: 'schema Customer, member phone: maxLength is 20, it was 16' },
  { what: 'a lowered maximum length of an answer', edit: (d) => { member(d, 'Customer', 'notes').maxLength = 1000; },
    nobody: 'schema Customer, member notes: maxLength is 1000, it was 10000' },
  { what: 'a lowered minimum of an answer', edit: (d) => { member(d, 'Customer', 'version').minimum = 0; },
    breaks: 'schema Customer, member version: minimum is 0, it was 1' },
  { what: 'a longer list in an answer', edit: (d) => { member(d, 'CustomerPage', 'items').maxItems = 500; },
    breaks: 'schema CustomerPage, member items: maxItems is 500, it was 200' },
  { what: 'a maximum of an answer that is gone', edit: (d) => delete member(d, 'Session', 'expires_in').maximum,
    breaks: 'schema Session, member expires_in: maximum is no more, it was 86400' },
  { what: 'a pattern of an answer that is gone', edit: (d) => delete member(d, 'Customer', 'phone').pattern,
    breaks: 'schema Customer, member phone: pattern is no more, it was ^\\+[1-9][0-9]{1,14}$' },
  { what: 'another format of an answer', edit: (d) => { member(d, 'Customer', 'version').format = 'int32'; },
    callers: 'schema Customer, member version: format is int32, it was int64' },
  { what: 'larger numbers in an answer', edit: (d) => { member(d, 'CustomerPage', 'page_size').format = 'int64'; },
    breaks: 'schema CustomerPage, member page_size: format is int64, it was int32' },
  { what: 'another type in an answer', edit: (d) => { member(d, 'Customer', 'version').type = 'string'; },
    breaks: 'schema Customer, member version: type is string, it was integer' },
  { what: 'a whole number that becomes any number', edit: (d) => { member(d, 'Session', 'expires_in').type = 'number'; },
    breaks: 'schema Session, member expires_in: type is number, it was integer' },
  { what: 'any number that becomes a whole one', before: (d) => { member(d, 'Session', 'expires_in').type = 'number'; },
    edit: (d) => { member(d, 'Session', 'expires_in').type = 'integer'; }, callers: 'schema Session, member expires_in: type is integer, it was number' },
  { what: 'null in an answer', edit: (d) => { member(d, 'Account', 'email').type = ['string', 'null']; }, breaks: 'schema Account, member email may be null' },
  { what: 'no null in an answer any more', edit: (d) => { member(d, 'Account', 'name').type = 'string'; },
    callers: 'schema Account, member name may not be null any more' },
  { what: 'a new value in an answer', before: (d) => { member(d, 'Account', 'role').enum = ['admin']; }, edit: (d) => { member(d, 'Account', 'role').enum = ['admin', 'reader']; },
    nobody: 'schema Account, member role: the value "reader" is new' },
  { what: 'a removed value in an answer', before: (d) => { member(d, 'Account', 'role').enum = ['admin', 'reader']; },
    edit: (d) => { member(d, 'Account', 'role').enum = ['admin']; }, breaks: 'schema Account, member role: the value "reader" is no more' },
  { what: 'a list of values that is gone', before: (d) => { member(d, 'Account', 'role').enum = ['admin']; }, edit: (d) => delete member(d, 'Account', 'role').enum,
    breaks: 'schema Account, member role: enum is no more, it was ["admin"]' },
  { what: 'items of another schema', edit: (d) => { member(d, 'CustomerPage', 'items').items.$ref = '#/components/schemas/Organization'; },
    breaks: ['schema CustomerPage, member items, each item: its schema is Organization, it was Customer',
      ...['email', 'phone', 'company', 'address', 'city', 'region', 'postal_code', 'notes', 'version', 'created_at', 'updated_at']
        .map((name) => `schema CustomerPage, member items, each item, member ${name} is no more`),
      'schema CustomerPage, member items, each item, member name: maxLength is 254, it was 200',
      'schema CustomerPage, member items, each item, member name: minLength is no more, it was 1'] },
  { what: 'another media type of an answer', edit: (d) => rename(response(d, 'getAccount', '200').content, 'application/json', 'application/hal+json'),
    breaks: ['getAccount, status 200, application/json is no more', 'getAccount, status 200, application/hal+json is new'] },
  { what: 'one more media type of an answer', edit: (d) => { response(d, 'fetchCustomers', '200').content['text/csv'] = {}; },
    breaks: 'fetchCustomers, status 200, text/csv is new' },
  { what: 'content where there was none', edit: (d) => { response(d, 'logout', '204').content = { 'application/json': {} }; },
    breaks: 'logout, status 204, application/json is new' },
  { what: 'one more media type of a problem', edit: (d) => { d.components.responses.Unauthenticated.content['text/html'] = {}; },
    breaks: 'response Unauthenticated, text/html is new' },
  { what: 'a removed header of an answer', edit: (d) => delete d.components.responses.Unavailable.headers['Retry-After'],
    breaks: 'response Unavailable, header Retry-After is no more' },
  { what: 'a header of an answer that may be missing', edit: (d) => { header(d, 'Retry-After').required = false; }, breaks: 'header Retry-After may be missing' },
  { what: 'a header of an answer that is always there', edit: (d) => { header(d, 'Accept-Encoding').required = true; }, nobody: 'header Accept-Encoding is always there' },
  { what: 'a new header of an answer', edit: (d) => { response(d, 'getCustomer', '200').headers.ETag = { schema: { type: 'string' } }; },
    nobody: 'getCustomer, status 200, header ETag is new' },
  { what: 'a new header of several answers', edit: (d) => {
      for (const id of ['getCustomer', 'updateCustomer']) response(d, id, '200').headers.Location = { $ref: '#/components/headers/Location' };
    },
    nobody: 'header Location is new in answers' },
  { what: 'a header of an answer in other capitals', edit: (d) => rename(d.components.responses.Unavailable.headers, 'Retry-After', 'retry-after') },
  { what: 'a widened limit of a header', edit: (d) => { header(d, 'Retry-After').schema.maximum = 1000000; },
    breaks: 'header Retry-After: maximum is 1000000, it was 86400' },

  // Schemas
  { what: 'a renamed schema of an answer', edit: (d) => {
      rename(d.components.schemas, 'Organization', 'Company');
      replaceReferences(d, '#/components/schemas/Organization', '#/components/schemas/Company');
    },
    breaks: ['schema Account, member organization: its schema is Company, it was Organization', 'schema Organization is no more'] },
  { what: 'a schema that is only used up', edit: (d) => { member(d, 'CustomerCreate', 'notes').deprecated = true; },
    nobody: 'schema CustomerCreate, member notes is deprecated' },
  { what: 'a text that gets a schema of its own', edit: (d) => {
      d.components.schemas.Notes = member(d, 'CustomerCreate', 'notes');
      schema(d, 'CustomerCreate').properties.notes = { $ref: '#/components/schemas/Notes' };
    } },
  { what: 'a keyword beside a reference that has occurred', edit: (d) => {
      response(d, 'register', '409').content['application/problem+json'].schema.oneOf = [{ required: ['fee'] }];
    },
    breaks: 'register, status 409, application/problem+json: oneOf is [{"required":["fee"]}], there was none' },
  ...['billing', 'shipping'].map((name) => ({ what: `values beside the reference of ${name}`,
    before: (d) => ['billing', 'shipping'].forEach((one) => { schema(d, 'CustomerCreate').properties[one] = { $ref: '#/components/schemas/CountryCode' }; }),
    edit: (d) => { member(d, 'CustomerCreate', name).enum = ['CH']; },
    breaks: `schema CustomerCreate, member ${name}: enum is ["CH"], there was none` })),
  { what: 'a keyword beside a reference of a schema to itself',
    before: (d) => { schema(d, 'FieldError').properties.cause = { $ref: '#/components/schemas/FieldError' }; },
    edit: (d) => { member(d, 'FieldError', 'cause').minProperties = 1; }, nobody: 'schema FieldError, member cause: minProperties is 1, there was none' },
  { what: 'a keyword beside a reference that another leads to',
    before: (d) => {
      d.components.schemas.Notes = { $ref: '#/components/schemas/CountryCode' };
      schema(d, 'CustomerCreate').properties.notes = { $ref: '#/components/schemas/Notes' };
    },
    edit: (d) => { schema(d, 'Notes').enum = ['CH']; }, breaks: 'schema Notes: enum is ["CH"], there was none' },
  { what: 'another schema at two places',
    before: (d) => ['billing', 'shipping'].forEach((name) => { schema(d, 'CustomerCreate').properties[name] = { $ref: '#/components/schemas/CustomerSort' }; }),
    edit: (d) => ['billing', 'shipping'].forEach((name) => { member(d, 'CustomerCreate', name).$ref = '#/components/schemas/Sort'; d.components.schemas.Sort = schema(d, 'CustomerSort'); }),
    breaks: ['billing', 'shipping'].map((name) => `schema CustomerCreate, member ${name}: its schema is Sort, it was CustomerSort`) },
  { what: 'another schema that has itself as a member',
    before: (d) => { schema(d, 'FieldError').properties.cause = { $ref: '#/components/schemas/FieldError' }; },
    edit: (d) => {
      rename(d.components.schemas, 'FieldError', 'Finding');
      replaceReferences(d, '#/components/schemas/FieldError', '#/components/schemas/Finding');
    },
    breaks: ['schema Problem, member errors, each item: its schema is Finding, it was FieldError',
      'schema Problem, member errors, each item, member cause: its schema is Finding, it was FieldError', 'schema FieldError is no more'] },
  { what: 'a keyword that no rule knows', edit: (d) => { schema(d, 'Customer').maxContains = 3; }, breaks: 'schema Customer: maxContains is 3, there was none' },
  { what: 'a combination of schemas', edit: (d) => { member(d, 'Account', 'organization').description = 'x'; schema(d, 'Account').allOf = [{ required: ['id'] }]; },
    breaks: 'schema Account: allOf is [{"required":["id"]}], there was none' },

  // Versions of the paths
  { what: 'all in version 2, and a member less', edit: (d) => { raise(d, versioned(d)); delete schema(d, 'Registration').properties.country; },
    raised: [...['changePassword', 'createCustomer', 'deleteCustomer', 'fetchCustomers', 'getAccount', 'getCustomer', 'login', 'logout', 'refreshSession', 'register', 'updateCustomer']
      .map((id) => new RegExp(`^${id}: it is at [A-Z]+ /api/2/\\S*, it was at [A-Z]+ /api/1/\\S*$`)),
      'schema Registration, member country is no more'] },
  { what: 'one in version 2, and what it takes', edit: (d) => { raise(d, ['/api/1/register/']); delete schema(d, 'Registration').properties.country; },
    raised: ['register: it is at POST /api/2/register/, it was at POST /api/1/register/', 'schema Registration, member country is no more'] },
  { what: 'one in version 2, and what it shares with others in version 1', edit: (d) => {
      raise(d, ['/api/1/customer/create/']);
      drop(required(d, 'Customer'), 'version');
    },
    breaks: 'schema Customer, member version may be left out',
    raised: 'createCustomer: it is at POST /api/2/customer/create/, it was at POST /api/1/customer/create/' },
  { what: 'a removed operation, while others stay in version 1', edit: (d) => { raise(d, ['/api/1/login/']); delete d.paths['/api/1/logout/']; },
    breaks: 'logout: POST /api/1/logout/ is no more', raised: 'login: it is at POST /api/2/login/, it was at POST /api/1/login/' },
  { what: 'version 1 retired, and an operation with it', edit: (d) => { delete d.paths['/api/1/logout/']; raise(d, versioned(d)); },
    raised: [...['changePassword', 'createCustomer', 'deleteCustomer', 'fetchCustomers', 'getAccount', 'getCustomer', 'login', 'refreshSession', 'register', 'updateCustomer']
      .map((id) => new RegExp(`^${id}: it is at [A-Z]+ /api/2/\\S*, it was at [A-Z]+ /api/1/\\S*$`)),
      'logout: POST /api/1/logout/ is no more'] },
  { what: 'what has no version in its path', edit: (d) => { raise(d, versioned(d)); delete d.paths['/livez']; },
    breaks: 'getLiveness: GET /livez is no more',
    raised: ['changePassword', 'createCustomer', 'deleteCustomer', 'fetchCustomers', 'getAccount', 'getCustomer', 'login', 'logout', 'refreshSession', 'register', 'updateCustomer']
      .map((id) => new RegExp(`^${id}: it is at [A-Z]+ /api/2/\\S*, it was at [A-Z]+ /api/1/\\S*$`)) },

  // What only tells
  { what: 'other texts', edit: (d) => {
      operation(d, 'login').summary = 'Come in';
      operation(d, 'login').description = 'Otherwise.';
      member(d, 'Customer', 'phone').description = 'Otherwise.';
      response(d, 'login', '200').description = 'Otherwise.';
      d.info.description = 'Otherwise.';
      d.tags[0].description = 'Otherwise.';
    } },
  { what: 'other examples', edit: (d) => {
      operation(d, 'login').requestBody.content['application/json'].example = {};
      parameter(d, 'fetchCustomers', 'q').example = 'x';
      delete member(d, 'CustomerCreate', 'notes').example;
    } },
  { what: 'titles, and the form of tokens', edit: (d) => {
      schema(d, 'Customer').title = 'A customer';
      delete d.components.securitySchemes.bearerAuth.bearerFormat;
    } },
  { what: 'lists that may repeat themselves, as they may anyway', edit: (d) => { member(d, 'CustomerPage', 'items').uniqueItems = false; } },
  { what: 'a link', edit: (d) => { response(d, 'createCustomer', '201').links = { get: { operationId: 'getCustomer' } }; } },
  { what: 'members of an answer in another order', edit: (d) => { schema(d, 'Customer').properties = Object.fromEntries(Object.entries(schema(d, 'Customer').properties).reverse()); } },
  { what: 'the same at another place', edit: (d) => { operation(d, 'logout').responses['401'] = structuredClone(d.components.responses.Unauthenticated); } },
];
