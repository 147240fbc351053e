// The project's own rules. Each has its reason, which is printed with every finding.
// `broken.yaml` holds a document for each that breaks it: scripts/lint-document --self-test.

import {
  allAnswers, answers, contents, isType, links, memberAt, members, operations, parameters, reachable, resolve, schemas,
} from './document.mjs';

// `check` yields pairs: where, and what is wrong there.
const rule = (reason, check) => ({
  description: reason,
  message: '{{error}}',
  severity: 'error',
  given: '$',
  resolved: false,
  then: {
    function: (document) => [...check(document)].map(([path, finding]) => ({ path, message: `${finding}. ${reason}` })),
  },
});

// What openapi-generator turns into code that is wrong or changes its names: CODEGEN.md found these.
const generation = {
  'no-discriminator': rule(
    'The generator makes of it a tagged enum whose variants repeat the tag; use one schema with optional members.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (schema.discriminator) yield [[...at, 'discriminator'], 'A discriminator'];
      }
    },
  ),
  'one-request-media-type': rule(
    'The generator keeps the first and drops the others without a word.',
    function* (document) {
      for (const { operation, at } of operations(document)) {
        const types = Object.keys(resolve(document, operation.requestBody)?.content ?? {});
        if (types.length > 1) yield [[...at, 'requestBody'], `Several media types: ${types.join(', ')}`];
      }
    },
  ),
  'integer-format': rule(
    'Without int32 or int64 the generator takes 32 bits, whatever the limits say.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (isType(schema, 'integer') && !['int32', 'int64'].includes(schema.format)) yield [at, 'An integer without format'];
      }
    },
  ),
  'no-array-of-inline-enum': rule(
    'The generator names its type after the member, so that two schemas with such a member clash; name it under components/schemas.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (schema.items?.enum) yield [[...at, 'items'], 'An array of an inline enum'];
      }
    },
  ),
  'path-parameters-in-order': rule(
    'Generated functions take them in the order of their declaration, routes in the order of the path.',
    function* (document) {
      for (const entry of operations(document)) {
        const inPath = [...entry.url.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const declared = [...parameters(document, entry)].map(({ parameter }) => parameter).filter((one) => one.in === 'path');
        // Missing or surplus ones are the finding of Spectral's path-params.
        const names = declared.map((one) => one.name).filter((name) => inPath.includes(name));
        if (names.some((name, index) => name !== inPath[index])) yield [[...entry.at, 'parameters'], `Declared as ${names.join(', ')}`];
      }
    },
  ),
  'no-parameters-of-paths': rule(
    'Templates find the parameters of an operation only where each operation declares its own.',
    function* (document) {
      for (const [url, item] of members(document.paths)) {
        if (item.parameters) yield [['paths', url, 'parameters'], 'Parameters of a whole path'];
      }
    },
  ),
  'no-inline-enum-parameter': rule(
    'The generator makes plain text of it, without its values; refer to a schema under components/schemas.',
    function* (document) {
      for (const entry of operations(document)) {
        for (const { parameter, at } of parameters(document, entry)) {
          if (parameter.schema?.enum) yield [[...at, 'schema'], `The parameter ${parameter.name} has an inline enum`];
        }
      }
    },
  ),
  'one-tag': rule(
    'An operation belongs to the trait of its tag: with several it would have to be implemented several times.',
    function* (document) {
      for (const { operation, at } of operations(document)) {
        if (operation.tags?.length !== 1) yield [at, `${operation.tags?.length ?? 0} tags`];
      }
    },
  ),
  'no-status-ranges': rule(
    'Each status becomes a variant of the type of answers; a range or `default` would let any status through.',
    function* (document) {
      for (const { status, at } of allAnswers(document)) {
        if (!/^[1-5][0-9][0-9]$/.test(status)) yield [at, `The status ${status}`];
      }
    },
  ),
  'no-default-of-enum-reference': rule(
    'The generator writes the default as text, not as a value of the enum; say in the description what holds without it.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        const target = resolve(document, schema);
        if (target?.enum && (target.default !== undefined || schema.default !== undefined)) yield [at, 'An enum with a default'];
      }
    },
  ),
  'no-const': rule(
    'The generator makes of it any JSON value, or a type with one value for each use; say it in the description.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (schema.const !== undefined) yield [[...at, 'const'], 'A const'];
      }
    },
  ),
  'no-inline-object': rule(
    'The generator names it after its place, so that its name changes when it moves; put it under components/schemas.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        const named = at.length === 3 && at[0] === 'components' && at[1] === 'schemas';
        if (!named && (isType(schema, 'object') || schema.properties)) yield [at, 'An object without a name'];
      }
    },
  ),
  'no-request-names': rule(
    'Generated clients have a type of this name for the parameters of the operation.',
    function* (document) {
      const taken = new Map([...operations(document)].map(({ operation: { operationId = '' } }) =>
        [`${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Request`, operationId]));
      for (const name of Object.keys(document.components?.schemas ?? {})) {
        const clash = [...taken.keys()].find((suffix) => name.endsWith(suffix));
        if (clash) yield [['components', 'schemas', name], `The name ends like the request of ${taken.get(clash)}`];
      }
    },
  ),
  'enum-names': rule(
    'The generator makes `Name2` of a value `-name` that has no name of its own.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        const names = schema['x-enum-varnames'];
        const plain = schema.enum?.every((value) => /^[a-z][a-z0-9_]*$/.test(value)) ?? true;
        if (names ? names.length !== schema.enum?.length : !plain) yield [at, 'Not one x-enum-varnames for each value'];
      }
    },
  ),
  'no-link-body': rule(
    'The generator refuses one that is an object, and text is no body; say in the description what to send.',
    function* (document) {
      for (const { link, at } of links(document)) {
        if (link.requestBody !== undefined) yield [at, 'A link with a requestBody'];
      }
    },
  ),
  'variant-names': rule(
    'The generator has no name for a status: x-variant names the variant of the answer, once in an operation.',
    function* (document) {
      for (const entry of operations(document)) {
        const seen = new Set();
        for (const { response, at } of answers(document, entry)) {
          const variant = response?.['x-variant'];
          if (!/^[A-Z][A-Za-z]*$/.test(variant ?? '')) yield [at, 'No x-variant in PascalCase'];
          else if (seen.has(variant)) yield [at, `A second ${variant}`];
          seen.add(variant);
        }
      }
    },
  ),
};

// What DESIGN.md promises of the document.
function isThere(document, expression, { from, response }) {
  const body = expression.match(/^\$response\.body#(\/.+)$/)?.[1];
  if (body) return memberAt(document, response.content?.['application/json']?.schema, body) !== undefined;
  const [, place, name] = expression.match(/^\$request\.(path|query)\.(.+)$/) ?? [];
  return [...parameters(document, from)].some(({ parameter }) => parameter.in === place && parameter.name === name);
}

const kebab = (name) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const isEmpty = (text) => typeof text !== 'string' || text.trim() === '';
const hasExample = (node) => node?.example !== undefined || members(node?.examples).length > 0;

function expectedStatuses(document, { operation, url }) {
  const always = [['400', 'parameters that are unknown are refused']];
  const secured = (operation.security ?? document.security ?? []).length > 0;
  if (secured) always.push(['401', 'it needs a token']);
  if (url.includes('{')) always.push(['404', 'its path names something that may not be there']);
  if (operation.requestBody) {
    always.push(['408', 'its body can be late'], ['413', 'its body can be too large'], ['415', 'its body can be of another type']);
  }
  if (url.startsWith('/api/')) always.push(['500', 'it can fail'], ['503', 'the server can have too much to do']);
  return always;
}

const document = {
  'path-form': rule(
    'Paths of the application begin with /api/1/ and end with a slash; /livez and /readyz are where operators look for them.',
    function* (document) {
      for (const url of Object.keys(document.paths ?? {})) {
        if (!/^\/api\/1\/(([a-z]+|\{[a-z_]+\})\/)+$/.test(url) && url !== '/livez' && url !== '/readyz') yield [['paths', url], `The path ${url}`];
      }
    },
  ),
  'operation-text': rule(
    'Reference and clients show both, and name the function after the id.',
    function* (document) {
      for (const { operation, at } of operations(document)) {
        if (isEmpty(operation.summary)) yield [at, 'No summary'];
        if (isEmpty(operation.description)) yield [at, 'No description'];
        if (!/^[a-z][A-Za-z]*$/.test(operation.operationId ?? '')) yield [at, 'No operationId in camelCase'];
      }
    },
  ),
  'body-example': rule(
    'An example says more than a schema, and tests send it.',
    function* (document) {
      for (const { type, media, at } of contents(document)) {
        if (!hasExample(media)) yield [at, `${type} without example`];
      }
    },
  ),
  'parameter-text': rule(
    'The interactive reference fills in the example.',
    function* (document) {
      for (const entry of operations(document)) {
        for (const { parameter, at } of parameters(document, entry)) {
          if (isEmpty(parameter.description)) yield [at, `The parameter ${parameter.name} has no description`];
          if (!hasExample(parameter)) yield [at, `The parameter ${parameter.name} has no example`];
        }
      }
    },
  ),
  'header-text': rule(
    'A header is read by people who write clients.',
    function* (document) {
      for (const [name, header] of members(document.components?.headers)) {
        const at = ['components', 'headers', name];
        if (isEmpty(header.description)) yield [at, 'No description'];
        if (!hasExample(header)) yield [at, 'No example'];
      }
    },
  ),
  'schema-text': rule(
    'Types and members of clients get their documentation from it.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        const inComponents = at[0] === 'components' && at[1] === 'schemas';
        const named = inComponents && (at.length === 3 || at.at(-2) === 'properties');
        if (named && !schema.$ref && isEmpty(schema.description)) yield [at, 'No description'];
      }
    },
  ),
  'every-status': rule(
    'A client must know every answer that it can get.',
    function* (document) {
      for (const entry of operations(document)) {
        for (const [status, reason] of expectedStatuses(document, entry)) {
          if (!entry.operation.responses?.[status]) yield [[...entry.at, 'responses'], `No ${status}, though ${reason}`];
        }
      }
    },
  ),
  'answer-headers': rule(
    'Every answer can be found in the log, and says what to do next.',
    function* (document) {
      const needed = { 201: ['Location'], 401: ['WWW-Authenticate'], 429: ['Retry-After'], 503: ['Retry-After'] };
      for (const { status, response, at } of allAnswers(document)) {
        for (const name of ['X-Request-Id', 'Server-Timing', ...(needed[status] ?? [])]) {
          if (!response?.headers?.[name]) yield [at, `No header ${name}`];
        }
      }
    },
  ),
  'links-hold': rule(
    'Tools follow a link without asking; an unknown name stops them, or is passed over without a word.',
    function* (document) {
      const all = new Map([...operations(document)].map((entry) => [entry.operation.operationId, entry]));
      for (const { link, at, ...source } of links(document)) {
        const target = all.get(link.operationId);
        if (isEmpty(link.description)) yield [at, 'No description'];
        if (!target) {
          yield [at, `There is no operation ${link.operationId}`];
          continue;
        }
        const taken = [...parameters(document, target)].map(({ parameter }) => parameter);
        for (const { name } of taken.filter((one) => one.required && link.parameters?.[one.name] === undefined)) {
          yield [at, `No ${name}, which ${link.operationId} needs`];
        }
        for (const [name, expression] of members(link.parameters)) {
          if (!taken.some((one) => one.name === name)) yield [at, `${link.operationId} has no parameter ${name}`];
          if (!isThere(document, expression, source)) yield [at, `There is no ${expression}`];
        }
      }
    },
  ),
  'errors-are-problems': rule(
    'Clients handle every error with the same code (RFC 9457).',
    function* (document) {
      for (const { status, response, at } of allAnswers(document)) {
        const types = Object.keys(response?.content ?? {});
        const reference = response?.content?.['application/problem+json']?.schema?.$ref;
        const isProblem = types.length === 1 && reference === '#/components/schemas/Problem';
        if (Number(status) >= 400 && !isProblem) yield [at, 'Not application/problem+json of the schema Problem'];
      }
    },
  ),
  'problem-example': rule(
    'An example that says something else than its answer misleads.',
    function* (document) {
      for (const { status, response, at } of allAnswers(document)) {
        const example = response?.content?.['application/problem+json']?.example;
        if (!example) continue;
        const type = `/problems/${kebab(response['x-variant'] ?? '')}/`;
        if (String(example.status) !== status) yield [at, `The example has the status ${example.status}`];
        if (response['x-variant'] && example.type !== type) yield [at, `The example's type is not ${type}`];
      }
    },
  ),
  'known-codes': rule(
    'The description of FieldError.code is the list that programs are written from.',
    function* (document) {
      const known = document.components?.schemas?.FieldError?.properties?.code?.description ?? '';
      for (const { response, at } of allAnswers(document)) {
        for (const error of response?.content?.['application/problem+json']?.example?.errors ?? []) {
          if (!known.includes(`\`${error.code}\``)) yield [at, `The code ${error.code} is not listed`];
        }
      }
    },
  ),
  'success-body': rule(
    'What was asked for is in the answer; 204 has no content (RFC 9110 §15.3.5).',
    function* (document) {
      for (const { status, response, at } of allAnswers(document)) {
        const types = Object.keys(response?.content ?? {}).join();
        const wanted = status === '204' ? '' : 'application/json';
        if (Number(status) < 300 && types !== wanted) yield [at, `${status} with ${types || 'no content'}`];
      }
    },
  ),
  'required-body': rule(
    'A body that may be left out is one more case for every client and handler.',
    function* (document) {
      for (const { operation, at } of operations(document)) {
        if (operation.requestBody && resolve(document, operation.requestBody).required !== true) yield [[...at, 'requestBody'], 'Not required'];
      }
    },
  ),
  'closed-requests': rule(
    'Members that are unknown are errors, not ignored.',
    function* (document) {
      for (const { operation } of operations(document)) {
        for (const [, media] of members(resolve(document, operation.requestBody)?.content)) {
          for (const name of reachable(document, media.schema)) {
            const schema = document.components.schemas[name];
            if (isType(schema, 'object') && schema.additionalProperties !== false) {
              yield [['components', 'schemas', name], 'Part of a request without additionalProperties: false'];
            }
          }
        }
      }
    },
  ),
  'open-answers': rule(
    'Members may be added to answers: a client that validates must not refuse them.',
    function* (document) {
      for (const { response } of allAnswers(document)) {
        for (const [, media] of members(response?.content)) {
          for (const name of reachable(document, media.schema)) {
            if (document.components.schemas[name]?.additionalProperties === false) {
              yield [['components', 'schemas', name, 'additionalProperties'], 'Part of an answer with additionalProperties: false'];
            }
          }
        }
      }
    },
  ),
  'string-limit': rule(
    'Every text has a maximum, which databases and forms rely on. A UUID has it by its format.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (isType(schema, 'string') && schema.format !== 'uuid' && !Number.isInteger(schema.maxLength)) yield [at, 'A string without maxLength'];
      }
    },
  ),
  'array-limit': rule(
    'Every list has a maximum, so that an answer has one.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (isType(schema, 'array') && !Number.isInteger(schema.maxItems)) yield [at, 'An array without maxItems'];
      }
    },
  ),
  'number-limit': rule(
    'Limits are part of the contract. No integer is above 2^53 - 1, which JavaScript still reads exactly (RFC 8259 §6).',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        if (!isType(schema, 'integer') && !isType(schema, 'number')) continue;
        if (typeof schema.minimum !== 'number') yield [at, 'A number without minimum'];
        if (typeof schema.maximum !== 'number' || schema.maximum > Number.MAX_SAFE_INTEGER) yield [at, 'A number without maximum, or with too large a one'];
      }
    },
  ),
  'whole-pattern': rule(
    'JSON Schema looks for a pattern anywhere in the text, HTML compares the whole: with both anchors they agree.',
    function* (document) {
      for (const { schema, at } of schemas(document)) {
        const whole = schema.pattern?.startsWith('^') && schema.pattern.endsWith('$');
        if (schema.pattern !== undefined && !whole) yield [[...at, 'pattern'], 'Not from ^ to $'];
      }
    },
  ),
};

/** All of them, by name. */
export const ownRules = { ...generation, ...document };
