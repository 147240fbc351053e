// What changed between two schemas: in requests what was accepted must stay accepted, in answers nothing may come that
// could not come before. A keyword that has no rule here breaks clients as soon as it changes: nothing passes unseen.

import { isDeepStrictEqual } from 'node:util';
import { members, target } from '../document.mjs';

/** What breaks, in words. */
export const REFUSED = 'requests that were accepted are refused';
export const UNEXPECTED = 'answers are what they could not be before';
export const RENAMED = 'generated clients have it under this name';
export const UNJUDGED = 'whom it breaks is not known';
/** Breaks nothing that runs, so it needs no version in the path: code that uses a generated client has to be changed with the client. */
export const CALLERS = 'breaks callers of generated clients when they update';

const ANNOTATIONS = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', '$comment', 'title', 'bearerFormat']);

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
  const behind = flat(document, target(document, node));
  if (behind === null || typeof behind !== 'object') throw new Error(`${$ref} leads nowhere`);
  const twice = Object.keys(beside).find((key) => key in behind && !isAnnotation(key));
  if (twice) throw new Error(`${twice} stands beside ${$ref} and behind it: this check can't judge that`);
  return { ...behind, ...beside };
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

/** What holds where these are not written. */
const DEFAULTS = { uniqueItems: false, readOnly: false, writeOnly: false, allowReserved: false, allowEmptyValue: false };

/** Every member that has no rule of its own. */
export function compareOthers(walk, place, before, after, ruled) {
  const judged = (document, key, value = DEFAULTS[key]) => plain(document, { [key]: value });
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (ruled.has(key) || isAnnotation(key)) continue;
    if (!isDeepStrictEqual(judged(walk.before, key, before[key]), judged(walk.after, key, after[key]))) {
      walk.add(place, wording(key, before[key], after[key]), UNJUDGED);
    }
  }
}

const short = (value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** Whether what is in both lists has another order. */
export function isReordered(before, after) {
  const order = after.filter((name) => before.includes(name));
  return !isDeepStrictEqual(order, before.filter((name) => after.includes(name)));
}

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
const typesButNull = (schema) => types(schema).filter((type) => type !== 'null').sort();

/** Whether generated clients have a type for this schema, and not only a string or a number. */
const makesType = (schema) => schema.enum !== undefined || types(schema).includes('object');

const beside = ({ $ref, ...keywords }) => keywords;

/** Compares two schemas as what is sent or received: `walk.sent`. */
export function compareSchemas(walk, place, before, after) {
  const [was, is] = [reference(before), reference(after)];
  const [whole, wholeNow] = [flat(walk.before, before), flat(walk.after, after)];
  if (was && was === is) {
    // The component is told once. What stands beside the reference holds here only.
    const [behind, behindNow] = [target(walk.before, before), target(walk.after, after)];
    if (!walk.entered(was)) compareKeywords(walk, place.root(`schema ${was}`, was), flat(walk.before, behind), flat(walk.after, behindNow));
    compareKeywords(walk, place, beside(before), beside(after));
    return;
  }
  if (was !== is && (makesType(whole) || makesType(wholeNow))) {
    walk.add(place, `its schema is ${is ?? 'without a name'}, it was ${was ?? 'without a name'}`, RENAMED);
  }
  walk.inside(was && is && `${was} ${is}`, () => compareKeywords(walk, place, whole, wholeNow));
}

function compareKeywords(walk, place, before, after) {
  if (typeof before !== 'object' || typeof after !== 'object') {
    if (before !== after) walk.add(place, wording('the schema', before, after), UNJUDGED);
    return;
  }
  if (!compareTypes(walk, place, before, after)) return;
  compareFormats(walk, place, before, after);
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

// `otherwise`: what it breaks in the other direction, if anything.
const narrowed = (walk, place, what, otherwise) => walk.add(place, what, walk.sent ? REFUSED : otherwise);
const widened = (walk, place, what, otherwise) => walk.add(place, what, walk.sent ? otherwise : UNEXPECTED);
/** Another type in generated clients, and on the wire as `covers` says: whether its first allows all that its second does. */
function retyped(walk, place, what, before, after, covers) {
  if (covers(after, before)) widened(walk, place, what, CALLERS);
  else narrowed(walk, place, what, covers(before, after) ? CALLERS : UNEXPECTED);
}

const coversTypes = (wide, narrow) =>
  wide.includes('anything') || narrow.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number')));
const coversFormat = (wide, narrow) => wide === undefined || (wide === 'int64' && narrow === 'int32');

/** Whether one of the types has all of the other, so that it makes sense to go on. */
function compareTypes(walk, place, before, after) {
  if (isDeepStrictEqual(before.type, after.type)) return true;
  const [were, are] = [typesButNull(before), typesButNull(after)];
  if (!isDeepStrictEqual(were, are)) {
    retyped(walk, place, `type is ${are.join(' or ') || 'null'}, it was ${were.join(' or ') || 'null'}`, were, are, coversTypes);
    if (!coversTypes(were, are) && !coversTypes(are, were)) return false;
  }
  const [wasNullable, isNullable] = [before, after].map((schema) => types(schema).some((type) => ['null', 'anything'].includes(type)));
  if (wasNullable && !isNullable) narrowed(walk, place, 'may not be null any more', CALLERS);
  if (!wasNullable && isNullable) widened(walk, place, 'may be null', CALLERS);
  return true;
}

function compareFormats(walk, place, before, after) {
  if (before.format === after.format) return;
  const what = wording('format', before.format, after.format);
  // It limits nothing and makes no other type: clients don't print it.
  const [was, is] = [before, after].map(({ format }) => (format === 'password' ? undefined : format));
  if (was === is) walk.add(place, what);
  else retyped(walk, place, what, was, is, coversFormat);
}

/** Bounds of whole numbers without `exclusiveMinimum: 0`, which says the same as `minimum: 1`. */
function inclusive({ exclusiveMinimum: above = -Infinity, exclusiveMaximum: below = Infinity, ...schema }) {
  const minimum = Math.max(schema.minimum ?? -Infinity, Math.floor(above) + 1);
  const maximum = Math.min(schema.maximum ?? Infinity, Math.ceil(below) - 1);
  return { ...schema, minimum: Number.isFinite(minimum) ? minimum : undefined, maximum: Number.isFinite(maximum) ? maximum : undefined };
}

function compareBounds(walk, place, before, after) {
  const areWhole = [before, after].every((schema) => typesButNull(schema).join() === 'integer');
  const [bounds, boundsNow] = areWhole ? [inclusive(before), inclusive(after)] : [before, after];
  for (const [keyword, { sign, without }] of Object.entries(BOUNDS)) {
    const [was, is] = [bounds[keyword] ?? without, boundsNow[keyword] ?? without];
    if (was !== is) (sign * (is - was) > 0 ? narrowed : widened)(walk, place, wording(keyword, bounds[keyword], boundsNow[keyword]));
  }
  if (before.pattern !== after.pattern) {
    // Which of two patterns accepts more is not decided here.
    if (before.pattern === undefined) narrowed(walk, place, wording('pattern', before.pattern, after.pattern));
    else if (after.pattern === undefined) widened(walk, place, wording('pattern', before.pattern, after.pattern));
    else walk.add(place, wording('pattern', before.pattern, after.pattern), walk.sent ? REFUSED : UNEXPECTED);
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
      if (!wereRequired.has(name) && areRequired.has(name)) narrowed(walk, member, 'is required', CALLERS);
      if (wereRequired.has(name) && !areRequired.has(name)) widened(walk, member, 'may be left out', CALLERS);
      if (wasThere) compareSchemas(walk, member, were[name], are[name]);
    }
  }
  const taken = (properties) => Object.keys(properties).filter((name) => wereRequired.has(name) && areRequired.has(name));
  if (walk.sent && isReordered(taken(were), taken(are))) {
    walk.add(place, 'its required members are in another order', 'constructors of generated clients take them in that order');
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
