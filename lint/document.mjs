// Ways through an OpenAPI document: its operations, answers and schemas, each with the path to it.

/** The members of a path that are operations. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The members of an object as pairs; none for anything else. */
export const members = (value) => (value !== null && typeof value === 'object' ? Object.entries(value) : []);

/** What stands where a local `$ref` leads, which may be another one. */
export const target = (document, { $ref }) =>
  $ref.replace(/^#\//, '').split('/').reduce((inner, key) => inner?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);

/** What a local `$ref` leads to in the end; any other node is itself. */
export const resolve = (document, node) => (typeof node?.$ref === 'string' ? resolve(document, target(document, node)) : node);

/** Every operation: `{ url, operation, at }`. */
export function* operations(document) {
  for (const [url, item] of members(document.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      yield { url, operation: item[method], at: ['paths', url, method] };
    }
  }
}

/** Every parameter of an operation, resolved: `{ parameter, at }`. */
export function* parameters(document, { operation, at }) {
  for (const [index, parameter] of members(operation.parameters)) {
    yield { parameter: resolve(document, parameter), at: [...at, 'parameters', Number(index)] };
  }
}

/** Every answer of an operation, resolved: `{ status, response, at }`. */
export function* answers(document, { operation, at }) {
  for (const [status, response] of members(operation.responses)) {
    yield { status, response: resolve(document, response), at: [...at, 'responses', status] };
  }
}

/** Every answer of every operation. */
export function* allAnswers(document) {
  for (const entry of operations(document)) yield* answers(document, entry);
}

/** Every link of every answer, resolved, with the operation and the answer that it goes from: `{ link, from, response, at }`. */
export function* links(document) {
  for (const from of operations(document)) {
    for (const { response, at } of answers(document, from)) {
      for (const [name, link] of members(response?.links)) {
        yield { link: resolve(document, link), from, response, at: [...at, 'links', name] };
      }
    }
  }
}

/** The schema of the member that a JSON pointer leads to; undefined if there is none. */
export function memberAt(document, schema, pointer) {
  return pointer.split('/').slice(1).reduce((inner, key) => {
    const whole = resolve(document, inner);
    return /^[0-9]+$/.test(key) ? whole?.items : whole?.properties?.[key];
  }, schema);
}

/** Every media type of requests and answers: `{ type, media, at }`. */
export function* contents(document) {
  for (const { operation, at } of operations(document)) {
    for (const [type, media] of members(resolve(document, operation.requestBody)?.content)) {
      yield { type, media, at: [...at, 'requestBody', 'content', type] };
    }
  }
  for (const { response, at } of allAnswers(document)) {
    for (const [type, media] of members(response?.content)) {
      yield { type, media, at: [...at, 'content', type] };
    }
  }
}

/** A schema and all that are inside it, without following `$ref`: `{ schema, at }`. */
function* within(schema, at) {
  if (schema === null || typeof schema !== 'object') return;
  yield { schema, at };
  for (const key of ['properties', 'patternProperties', '$defs', 'allOf', 'anyOf', 'oneOf', 'prefixItems']) {
    for (const [name, inner] of members(schema[key])) yield* within(inner, [...at, key, name]);
  }
  for (const key of ['items', 'additionalProperties', 'not', 'contains', 'if', 'then', 'else']) {
    yield* within(schema[key], [...at, key]);
  }
}

/** Every schema that is written anywhere in the document, once: `{ schema, at }`. */
export function* schemas(document) {
  for (const [name, schema] of members(document.components?.schemas)) {
    yield* within(schema, ['components', 'schemas', name]);
  }
  yield* besideComponents(document, []);
}

function* besideComponents(node, at) {
  for (const [key, value] of members(node)) {
    if (key === 'example' || key === 'examples' || (at.length === 1 && at[0] === 'components' && key === 'schemas')) continue;
    const here = [...at, key];
    if (key === 'schema') yield* within(value, here);
    else yield* besideComponents(value, here);
  }
}

/** The names of the component schemas that a schema leads to, itself included. */
export function reachable(document, schema, found = new Set()) {
  for (const { schema: inner } of within(schema, [])) {
    const name = inner.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
    if (name && !found.has(name)) {
      found.add(name);
      reachable(document, document.components?.schemas?.[name], found);
    }
  }
  return found;
}

/** Whether a schema allows this type, alone or beside `null`. */
export const isType = (schema, type) => [schema?.type].flat().includes(type);
