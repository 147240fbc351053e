// Makes TypeScript's types of the document: `paths` with their methods, and `components`. It knows what openapi.yaml uses, and
// throws where it meets anything else.

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Keywords that say nothing about the type. */
const WITHOUT_TYPE = /^(x-.*|description|title|example|default|format|pattern|(min|max)(imum|Length|Items))$/;

const TYPES = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };

const quoted = (value) => JSON.stringify(value);

/** The type of a schema. */
function typeOf({ $ref, type, enum: values, properties, required = [], items, additionalProperties, ...rest }) {
  const strange = Object.keys(rest).filter((keyword) => !WITHOUT_TYPE.test(keyword));
  if (strange.length > 0) return unknown(`a schema with ${strange.join(', ')}`);
  if ($ref) return referred($ref);
  if (values) return values.map(quoted).join(' | ');
  const typeOfKind = (kind) => {
    if (kind === 'array') return `(${typeOf(items)})[]`;
    if (kind !== 'object') return TYPES[kind] ?? unknown(`the type ${kind}`);
    if (typeof additionalProperties === 'object') return unknown('a schema for additional properties');
    return members(Object.entries(properties).map(([name, schema]) => [name, required.includes(name), typeOf(schema)]));
  };
  return [type].flat().map(typeOfKind).join(' | ');
}

function unknown(what) {
  throw new Error(`No type is made of ${what}.`);
}

/** Each member: its name, whether it is always there, and its type. */
const members = (all) =>
  `{\n${all.map(([name, always, type]) => `${quoted(name)}${always ? '' : '?'}: ${type};`).join('\n')}\n}`;

const referred = (reference) => `components${reference.slice('#/components'.length).replace(/\/([^/]+)/g, '["$1"]')}`;

const contentOf = ({ content = {} }) =>
  members(Object.entries(content).map(([name, { schema }]) => [name, true, typeOf(schema)]));

/** The types of a document. */
export function typesOf(document) {
  const resolved = (value) =>
    value.$ref ? value.$ref.split('/').slice(1).reduce((inside, name) => inside[name], document) : value;

  function parametersOf(all) {
    const places = ['path', 'query', 'header', 'cookie'].map((place) => {
      const here = all.map(resolved).filter((parameter) => parameter.in === place);
      if (here.length === 0) return [place, false, 'never'];
      const type = members(here.map(({ name, required = false, schema }) => [name, required, typeOf(schema)]));
      return [place, here.some(({ required }) => required), type];
    });
    return members(places);
  }

  function operationOf({ parameters = [], requestBody, responses }, shared) {
    const answers = Object.entries(responses).map(([status, response]) => [status, true, contentOf(resolved(response))]);
    return members([
      ['parameters', true, parametersOf([...shared, ...parameters])],
      ...(requestBody ? [['requestBody', true, contentOf(resolved(requestBody))]] : []),
      ['responses', true, members(answers)],
    ]);
  }

  const paths = Object.entries(document.paths).map(([path, item]) => {
    const methods = METHODS.filter((method) => item[method]);
    const typeOfMethod = (method) => [method.toUpperCase(), true, operationOf(item[method], item.parameters ?? [])];
    return [path, true, members(methods.map(typeOfMethod))];
  });
  const { schemas, headers } = document.components;
  const components = [
    ['schemas', true, members(Object.entries(schemas).map(([name, schema]) => [name, true, typeOf(schema)]))],
    ['headers', true, members(Object.entries(headers).map(([name, { schema }]) => [name, true, typeOf(schema)]))],
  ];
  return `export interface paths ${members(paths)}\nexport interface components ${members(components)}\n`;
}
