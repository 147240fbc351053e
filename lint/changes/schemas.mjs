// What changed between two schemas: in requests what was accepted must stay accepted, in answers nothing may come that
// could not come before. A keyword that has no rule here breaks clients as soon as it changes: nothing passes unseen.

import { isDeepStrictEqual } from 'node:util';
import { members, resolve } from '../document.mjs';

/** What breaks, in words. */
export const REFUSED = 'requests that were accepted are refused';
export const UNEXPECTED = 'answers are what they could not be before';
export const RENAMED = 'generated clients have it under this name';
export const UNJUDGED = 'whom it breaks is not known';

const ANNOTATIONS = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', '$comment']);

/** Whether a member of any object of the document only tells: texts, examples, and extensions but those that name constants. */
export const isAnnotation = (key) => ANNOTATIONS.has(key) || (key.startsWith('x-') && key !== 'x-enum-varnames');

/** Members whose own members are names that the document gives, not keywords. */
export const NAME_MAPS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas', 'headers', 'content', 'responses', 'callbacks']);

/** Members that are values, not parts of the document. */
export const VALUES = new Set(['default', 'enum', 'const', 'required', 'type']);

/** The name of the component that a node refers to. */
export const reference = (node) => node?.$ref?.match(/^#\/components\/\w+\/(.+)$/)?.[1];

/** A node with what it refers to. Beside a `$ref` there may be texts, and keywords that are not behind it as well. */
export function flat(document, node) {
  if (typeof node?.$ref !== 'string') return node;
  const { $ref, ...beside } = node;
  const target = flat(document, resolve(document, { $ref }));
  if (target === null || typeof target !== 'object') throw new Error(`${$ref} leads nowhere`);
  const twice = Object.keys(beside).find((key) => key in target && !isAnnotation(key));
  if (twice) throw new Error(`${twice} stands beside ${$ref} and behind it: this check can't judge that`);
  return { ...target, ...beside };
}

/** A node without annotations and references, to be compared as it is. */
function plain(document, node, open = [], named = false) {
  if (Array.isArray(node)) return node.map((one) => plain(document, one, open));
  if (node === null || typeof node !== 'object') return node;
  if (open.includes(node.$ref)) return node;
  const inner = node.$ref ? [...open, node.$ref] : open;
  const kept = Object.entries(flat(document, node)).filter(([key]) => named || !isAnnotation(key));
  return Object.fromEntries(kept.map(([key, value]) =>
    [key, !named && VALUES.has(key) ? value : plain(document, value, inner, !named && NAME_MAPS.has(key))]));
}

/** Every member that has no rule of its own. */
export function compareOthers(walk, place, before, after, ruled) {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (ruled.has(key) || isAnnotation(key)) continue;
    if (!isDeepStrictEqual(plain(walk.before, before[key]), plain(walk.after, after[key]))) {
      walk.add(place, wording(key, before[key], after[key]), UNJUDGED);
    }
  }
}

const short = (value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** What happened to a keyword. */
export function wording(keyword, before, after) {
  if (before === undefined) return `${keyword} is ${short(after)}, there was none`;
  if (after === undefined) return `${keyword} is no more, it was ${short(before)}`;
  return `${keyword} is ${short(after)}, it was ${short(before)}`;
}

// The keywords that bound something from below or above, and the bound that holds without them.
const BOUNDS = {
  minLength: { sign: 1, without: 0 },
  minItems: { sign: 1, without: 0 },
  minProperties: { sign: 1, without: 0 },
  minimum: { sign: 1, without: -Infinity },
  exclusiveMinimum: { sign: 1, without: -Infinity },
  maxLength: { sign: -1, without: Infinity },
  maxItems: { sign: -1, without: Infinity },
  maxProperties: { sign: -1, without: Infinity },
  maximum: { sign: -1, without: Infinity },
  exclusiveMaximum: { sign: -1, without: Infinity },
};
const RULED = new Set([...Object.keys(BOUNDS), 'type', 'format', 'pattern', 'enum', 'x-enum-varnames', 'default', 'properties', 'required', 'items', 'deprecated',
  'additionalProperties']);

const types = (schema) => (schema.type === undefined ? ['anything'] : [schema.type].flat());

/** Whether generated clients have a type for this schema, and not only a string or a number. */
const makesType = (schema) => schema.enum !== undefined || types(schema).includes('object');

/** Compares two schemas as what is sent or received: `walk.sent`. */
export function compareSchemas(walk, place, beforeNode, afterNode) {
  const [beforeName, afterName] = [reference(beforeNode), reference(afterNode)];
  if (beforeName && afterName) {
    if (walk.entered(beforeName, afterName)) return;
    if (beforeName === afterName) place = place.root(`schema ${beforeName}`, beforeName);
  }
  const [before, after] = [flat(walk.before, beforeNode), flat(walk.after, afterNode)];
  if (beforeName !== afterName && (makesType(before) || makesType(after))) {
    walk.add(place, `its schema is ${afterName ?? 'without a name'}, it was ${beforeName ?? 'without a name'}`, RENAMED);
  }
  if (typeof before !== 'object' || typeof after !== 'object') {
    if (before !== after) walk.add(place, wording('the schema', before, after), UNJUDGED);
    return;
  }

  if (!compareTypes(walk, place, before, after)) return;
  compareBounds(walk, place, before, after);
  compareValues(walk, place, before, after);
  compareProperties(walk, place, before, after);
  if (before.items !== undefined && after.items !== undefined) {
    compareSchemas(walk, place.inner('each item'), before.items, after.items);
  } else if (before.items !== after.items) {
    walk.add(place, wording('items', before.items, after.items), UNJUDGED);
  }
  compareDeprecation(walk, place, before, after);
  compareOthers(walk, place, before, after, RULED);
}

const narrowed = (walk, place, what) => walk.add(place, what, walk.sent && REFUSED);
const widened = (walk, place, what) => walk.add(place, what, !walk.sent && UNEXPECTED);

/** Whether the types have something in common, so that it makes sense to go on. */
function compareTypes(walk, place, before, after) {
  if (before.type === after.type) return true;
  const [was, is] = [types(before), types(after)].map((all) => all.filter((type) => type !== 'null').sort().join(' or '));
  if (was !== is) {
    walk.add(place, `type is ${is}, it was ${was}`, walk.sent ? REFUSED : UNEXPECTED);
    return false;
  }
  const [wasNullable, isNullable] = [before, after].map((schema) => types(schema).includes('null'));
  if (wasNullable && !isNullable) narrowed(walk, place, 'may not be null any more');
  if (!wasNullable && isNullable) widened(walk, place, 'may be null');
  return true;
}

function compareBounds(walk, place, before, after) {
  for (const [keyword, { sign, without }] of Object.entries(BOUNDS)) {
    const [was, is] = [before[keyword] ?? without, after[keyword] ?? without];
    if (was !== is) (sign * (is - was) > 0 ? narrowed : widened)(walk, place, wording(keyword, before[keyword], after[keyword]));
  }
  if (before.pattern !== after.pattern) {
    // Which of two patterns accepts more is not decided here.
    if (before.pattern === undefined) narrowed(walk, place, wording('pattern', before.pattern, after.pattern));
    else if (after.pattern === undefined) widened(walk, place, wording('pattern', before.pattern, after.pattern));
    else walk.add(place, wording('pattern', before.pattern, after.pattern), walk.sent ? REFUSED : UNEXPECTED);
  }
  // Generated clients choose their type by it, so that more than what is accepted changes.
  if (before.format !== after.format) {
    walk.add(place, wording('format', before.format, after.format), walk.sent ? REFUSED : UNEXPECTED);
  }
}

function compareValues(walk, place, before, after) {
  const text = (value) => JSON.stringify(value);
  const constants = (schema) => new Map((schema.enum ?? []).map((value, index) => [text(value), schema['x-enum-varnames']?.[index]]));
  const [were, are] = [constants(before), constants(after)];
  if (before.enum && after.enum) {
    for (const [value, name] of were) {
      if (!are.has(value)) walk.add(place, `the value ${value} is no more`, walk.sent ? REFUSED : RENAMED, [JSON.parse(value)]);
      else if (are.get(value) !== name) walk.add(place, `the name of ${value} is ${are.get(value) ?? 'not given'}, it was ${name ?? 'not given'}`, RENAMED, [JSON.parse(value)]);
    }
    // In answers, too: info.description says that clients accept values that they do not know.
    for (const value of are.keys()) if (!were.has(value)) walk.add(place, `the value ${value} is new`, undefined, [JSON.parse(value)]);
  } else if (after.enum) {
    narrowed(walk, place, wording('enum', before.enum, after.enum));
  } else if (before.enum) {
    walk.add(place, wording('enum', before.enum, after.enum), walk.sent ? RENAMED : UNEXPECTED);
  }
  if (!isDeepStrictEqual(before.default, after.default)) {
    walk.add(place, wording('default', before.default, after.default), walk.sent ? 'what is left out means something else' : UNEXPECTED);
  }
}

function compareProperties(walk, place, before, after) {
  const [were, are] = [before.properties ?? {}, after.properties ?? {}];
  const [wereRequired, areRequired] = [new Set(before.required), new Set(after.required)];
  for (const name of new Set([...Object.keys(were), ...wereRequired, ...Object.keys(are), ...areRequired])) {
    const member = place.inner(`member ${name}`, name);
    const [wasThere, isThere] = [name in were, name in are];
    if (wasThere && !isThere) {
      walk.add(member, 'is no more', walk.sent ? REFUSED : 'answers lack what was in them');
    } else if (!wasThere && isThere) {
      const required = areRequired.has(name);
      walk.add(member, required ? 'is new, and required' : 'is new', walk.sent && required && REFUSED);
    } else {
      if (!wereRequired.has(name) && areRequired.has(name)) narrowed(walk, member, 'is required');
      if (wereRequired.has(name) && !areRequired.has(name)) widened(walk, member, 'may be left out');
      if (wasThere) compareSchemas(walk, member, were[name], are[name]);
    }
  }
  compareOtherMembers(walk, place, before.additionalProperties ?? true, after.additionalProperties ?? true);
}

function compareOtherMembers(walk, place, before, after) {
  if (before === true && after === false) narrowed(walk, place, 'may not have other members any more');
  // In answers, too: info.description says that clients accept members that they do not know.
  else if (before === false && after === true) walk.add(place, 'may have other members');
  else compareOthers(walk, place, { additionalProperties: before }, { additionalProperties: after }, new Set());
}

/** `deprecated`, of whatever has it. */
export function compareDeprecation(walk, place, before, after) {
  if (!before.deprecated && after.deprecated) walk.add(place, 'is deprecated');
  if (before.deprecated && !after.deprecated) walk.add(place, 'is not deprecated any more');
}
