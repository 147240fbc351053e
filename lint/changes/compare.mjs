// Compares two versions of the document: what changed for clients, and which of it breaks them. What only texts promise
// (`description`) is not seen.

import { members, methods, operations, reachable, resolve } from '../document.mjs';
import { CALLERS, RENAMED, UNEXPECTED, UNJUDGED, compareDeprecation, compareOthers, compareSchemas, flat, isReordered, reference, wording } from './schemas.mjs';

const UNKNOWN = 'requests that were answered are refused';

/** Where something is, in words, and the names of the document that say it. */
class Place {
  constructor(words = [], names = []) {
    Object.assign(this, { words, names });
  }

  inner(words, ...names) {
    return new Place([...this.words, words], [...this.names, ...names]);
  }

  /** A component, which is the same wherever it is used. */
  root(words, name) {
    return new Place([words], [name]);
  }
}

/** A way through one operation of both documents, or through what belongs to no operation. */
class Walk {
  #found;
  #entered = new Set();
  #open = new Set();

  constructor(before, after, found, operation) {
    Object.assign(this, { before, after, operation, sent: true });
    this.#found = found;
  }

  /** The same change at the same place is one, however many operations have it. `breaks`: what, if it does. */
  add(place, what, breaks, names = []) {
    const key = `${place.words.join(', ')}${/^(is|may) /.test(what) ? ' ' : ': '}${what}`;
    if (!this.#found.has(key)) {
      this.#found.set(key, { text: key, names: [...place.names, ...names].map(String), operations: new Set(), breaks: new Map(), callers: false });
    }
    const change = this.#found.get(key);
    if (this.operation) change.operations.add(this.operation);
    if (breaks === CALLERS) change.callers = true;
    if (!breaks || breaks === CALLERS) return;
    if (!change.breaks.has(breaks)) change.breaks.set(breaks, new Set());
    if (this.operation) change.breaks.get(breaks).add(this.operation);
  }

  /** Whether this component was compared before, in the same direction. */
  entered(name) {
    const key = `${this.sent} ${name}`;
    if (this.#entered.has(key)) return true;
    this.#entered.add(key);
    return false;
  }

  /** Goes into a pair of components unless it is inside of it: schemas may have themselves as members. */
  inside(pair, go) {
    if (this.#open.has(pair)) return;
    if (pair) this.#open.add(pair);
    go();
    this.#open.delete(pair);
  }
}

const VERSION = /^\/api\/(\d+)\//;
const version = (url) => Number(VERSION.exec(url)?.[1] ?? NaN);
const method = ({ at }) => at[2].toUpperCase();
const title = (entry) => entry.operation.operationId ?? `${method(entry)} ${entry.url}`;
const address = (entry) => `${method(entry)} ${entry.url}`;
/** What a request is found by: names in braces are not part of it. */
const route = (entry) => `${method(entry)} ${entry.url.replace(/\{[^}]*\}/g, '{}')}`;
const routeInAnyVersion = (entry) => route(entry).replace(/\/api\/\d+\//, '/api/{}/');

/** Pairs each operation of before with the one that took its place: by route, else by route in a higher version, else by name. */
function pair(before, after) {
  const [old, left] = [[...operations(before)], new Set(operations(after))];
  const pairs = new Map();
  const take = (matches) => {
    for (const entry of old) {
      const match = !pairs.has(entry) && [...left].find((other) => matches(entry, other));
      if (!match) continue;
      pairs.set(entry, match);
      left.delete(match);
    }
  };
  take((a, b) => route(a) === route(b));
  take((a, b) => version(b.url) > version(a.url) && routeInAnyVersion(a) === routeInAnyVersion(b));
  take((a, b) => a.operation.operationId && a.operation.operationId === b.operation.operationId);
  return { pairs: old.map((entry) => [entry, pairs.get(entry)]), added: [...left] };
}

/** All changes: `{ text, names, operations, breaks, callers, raised }`; `breaks` maps what breaks to the operations where it does, and `callers` says
 * that code which uses generated clients has to be changed. */
export function compare(before, after) {
  const found = new Map();
  const walk = (operation) => new Walk(before, after, found, operation);
  const { pairs, added } = pair(before, after);
  const versions = [...operations(after)].map(({ url }) => version(url));
  const raised = new Set();

  for (const [old, now] of pairs) {
    const retired = !versions.includes(version(old.url)) && versions.some((one) => one > version(old.url));
    if (now ? version(now.url) > version(old.url) : retired) raised.add(title(old));
    if (now) compareOperations(walk(title(old)), old, now);
    else walk(title(old)).add(new Place([title(old)], [title(old)]), `${address(old)} is no more`, UNKNOWN);
  }
  for (const entry of added) {
    walk().add(new Place([title(entry)], [title(entry)]), `${address(entry)} is new`);
  }
  compareServers(walk(), before.servers ?? [], after.servers ?? []);
  compareSchemaNames(walk, before, after, pairs);
  compareOthers(walk(), new Place(['the document']), before, after, new Set(['info', 'servers', 'tags', 'security', 'paths', 'components']));

  return [...found.values()].map((change) => ({ ...change, raised: isRaised(change, raised) }));
}

/** Whom a change breaks, and the same in words. */
export const KINDS = { breaks: 'breaks clients', raised: 'in another version', callers: 'breaks callers', nobody: 'breaks nobody' };
export const kind = ({ breaks, callers, raised }) => (breaks.size ? (raised ? 'raised' : 'breaks') : callers ? 'callers' : 'nobody');

/** A change as one line: what, and in brackets what breaks, and in which operations if the place does not say it. */
export function line({ text, names, operations: all, breaks, callers, raised }) {
  const where = (some) => ([...some].every((operation) => names.includes(operation)) ? '' : [...some].join(', '));
  const reasons = [...breaks].map(([reason, some]) => [reason, where(some)].filter(Boolean).join(': '));
  const brackets = [...(breaks.size ? reasons : [[callers && CALLERS, where(all)].filter(Boolean).join(': ')]), raised ? 'in another version of the paths' : ''];
  return [text, ...brackets.filter(Boolean).map((one) => `[${one}]`)].join(' ');
}

/** Whether every operation that a change breaks has another version in its path now. */
function isRaised({ breaks }, raised) {
  const broken = [...breaks.values()];
  return broken.length > 0 && broken.every((some) => some.size > 0 && [...some].every((operation) => raised.has(operation)));
}

function compareServers(walk, before, after) {
  const place = new Place(['servers']);
  for (const [index, { url }] of before.entries()) {
    const there = after.find((server) => server.url === url);
    if (!there) walk.add(place, `${url} is no more`, UNKNOWN, [url]);
    else compareOthers(walk, place.inner(url, url), before[index], there, new Set(['url']));
  }
  if (before.length && after.length && before[0].url !== after[0].url) {
    walk.add(place, `${after[0].url} is the first, it was ${before[0].url}`, 'generated clients take the first', [after[0].url]);
  }
  for (const { url } of after) {
    if (!before.some((server) => server.url === url)) walk.add(place, `${url} is new`, undefined, [url]);
  }
}

/** Generated clients have each schema as a type, also where an operation that has it stays as it is on the wire. */
function compareSchemaNames(walk, before, after, pairs) {
  const gone = Object.keys(before.components?.schemas ?? {}).filter((name) => after.components?.schemas?.[name] === undefined);
  if (gone.length === 0) return;
  const users = pairs.map(([entry]) => ({ name: title(entry), schemas: used(before, entry.operation) }));
  for (const name of gone) {
    const using = users.filter(({ schemas }) => schemas.has(name)).map((user) => user.name);
    for (const operation of using.length ? using : [undefined]) {
      walk(operation).add(new Place([`schema ${name}`], [name]), 'is no more', RENAMED);
    }
  }
}

/** The names of all schemas that a part of the document leads to. */
function used(document, node, found = new Set(), open = new Set()) {
  if (node === null || typeof node !== 'object' || open.has(node)) return found;
  open.add(node);
  if (reference(node)) used(document, resolve(document, { $ref: node.$ref }), found, open);
  if (node.schema) for (const name of reachable(document, node.schema)) found.add(name);
  for (const [, inner] of members(node)) used(document, inner, found, open);
  return found;
}

function compareOperations(walk, old, now) {
  const [before, after] = [old.operation, now.operation];
  const name = walk.operation;
  const place = new Place([name], [name]);
  if (address(old) !== address(now) && route(old) !== route(now)) {
    walk.add(place, `it is at ${address(now)}, it was at ${address(old)}`, UNKNOWN);
  }
  if (before.operationId !== after.operationId) {
    walk.add(place, wording('operationId', before.operationId, after.operationId), RENAMED, after.operationId ? [after.operationId] : []);
  }
  const [wereTags, areTags] = [before, after].map(({ tags }) => (tags ?? []).join(', '));
  if (wereTags !== areTags) {
    walk.add(place, wording('its tag', wereTags || undefined, areTags || undefined), 'generated clients have it in the group of its tag', after.tags ?? []);
  }
  compareDeprecation(walk, place, before, after);
  compareSecurity(walk, place, before, after);
  walk.sent = true;
  compareParameters(walk, place, old, now);
  compareRequests(walk, place, before.requestBody, after.requestBody);
  walk.sent = false;
  compareResponses(walk, place, before.responses ?? {}, after.responses ?? {});
  compareOthers(walk, place, before, after,
    new Set(['operationId', 'tags', 'deprecated', 'security', 'parameters', 'requestBody', 'responses']));
  compareOthers(walk, place, walk.before.paths[old.url], walk.after.paths[now.url], new Set([...methods, 'parameters']));
}

/** Each way to be let in, as the schemes and scopes that it takes. */
function waysIn(document, { security = document.security ?? [] }) {
  const ways = security.map((way) => members(way).flatMap(([scheme, scopes]) => [scheme, ...scopes.map((scope) => `${scheme} with ${scope}`)]));
  return ways.length ? ways : [[]];
}

function compareSecurity(walk, place, before, after) {
  const [were, are] = [waysIn(walk.before, before), waysIn(walk.after, after)];
  const words = (way) => way.join(' and ') || 'nothing';
  const suffices = (some, other) => other.every((part) => some.includes(part));
  for (const way of were) {
    if (!are.some((other) => suffices(way, other))) {
      walk.add(place, `who is let in with ${words(way)} is not any more: it takes ${are.map(words).join(', or ')}`, UNKNOWN);
    }
  }
  for (const way of are) {
    if (!were.some((other) => suffices(way, other))) walk.add(place, `who has ${words(way)} is let in, too`);
  }
  const schemes = (document) => document.components?.securitySchemes ?? {};
  for (const scheme of new Set(were.flat())) {
    const there = place.root(`security scheme ${scheme}`, scheme);
    const [was, is] = [schemes(walk.before)[scheme], schemes(walk.after)[scheme]];
    if (was && is) compareOthers(walk, there, flat(walk.before, was), flat(walk.after, is), new Set());
    else if (was) walk.add(there, 'is no more', UNJUDGED);
    else if (is) walk.add(there, 'is new');
  }
}

/** The parameters of an operation and of its path, by where they are and their name. */
function parametersOf(document, { url, operation }) {
  const listed = [...(document.paths[url].parameters ?? []), ...(operation.parameters ?? [])].map((node) => [node, flat(document, node)]);
  return new Map(listed.map(([node, parameter]) => {
    // Headers are found in any case (RFC 9110 §5.1).
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    return [`${parameter.in} ${name}`, { node, parameter }];
  }));
}

/** A parameter or header with the `style` and `explode` that hold where they are not written. */
function styled(parameter) {
  const style = parameter.style ?? (['query', 'cookie'].includes(parameter.in) ? 'form' : 'simple');
  return { style, explode: style === 'form', ...parameter };
}

const PARAMETER = new Set(['name', 'in', 'required', 'deprecated', 'schema']);

function compareParameters(walk, place, old, now) {
  const [were, are] = [parametersOf(walk.before, old), parametersOf(walk.after, now)];
  for (const [key, { parameter: before }] of were) {
    const there = place.inner(`parameter ${before.name}`, before.name);
    const after = are.get(key)?.parameter;
    if (!after) {
      walk.add(there, 'is no more', UNKNOWN);
      continue;
    }
    if (!before.required && after.required) walk.add(there, 'is required', UNKNOWN);
    if (before.required && !after.required) walk.add(there, 'may be left out', CALLERS);
    compareDeprecation(walk, there, before, after);
    compareSchemas(walk, there, before.schema ?? true, after.schema ?? true);
    compareOthers(walk, there, styled(before), styled(after), PARAMETER);
  }
  // Generated clients take all parameters of a query as one argument.
  const isFirst = ![...were.values()].some(({ parameter }) => parameter.in === 'query');
  for (const [key, { parameter }] of are) {
    if (were.has(key)) continue;
    const there = place.inner(`parameter ${parameter.name}`, parameter.name);
    if (parameter.required) walk.add(there, 'is new, and required', UNKNOWN);
    else walk.add(there, 'is new', isFirst && parameter.in === 'query' && CALLERS);
  }
  if (isReordered([...were.keys()], [...are.keys()])) {
    walk.add(place, 'its parameters are in another order', 'functions of generated clients take them in that order');
  }
}

function compareRequests(walk, place, beforeNode, afterNode) {
  const there = place.inner('request body');
  const [before, after] = [flat(walk.before, beforeNode), flat(walk.after, afterNode)];
  if (!before && after) walk.add(there, after.required ? 'is new, and required' : 'is new', after.required ? UNKNOWN : CALLERS);
  if (before && !after) walk.add(there, 'is no more', 'what is sent is ignored');
  if (!before || !after) return;
  if (!before.required && after.required) walk.add(there, 'is required', UNKNOWN);
  if (before.required && !after.required) walk.add(there, 'may be left out');
  compareContents(walk, there, before.content ?? {}, after.content ?? {}, { less: UNKNOWN });
  compareOthers(walk, there, before, after, new Set(['required', 'content']));
}

function compareContents(walk, place, before, after, { less, more }) {
  for (const [type, was] of members(before)) {
    const there = place.inner(type, type);
    const is = after[type];
    if (!is) {
      walk.add(there, 'is no more', less);
      continue;
    }
    compareSchemas(walk, there, was.schema ?? true, is.schema ?? true);
    compareOthers(walk, there, was, is, new Set(['schema']));
  }
  for (const type of Object.keys(after)) {
    if (!before[type]) walk.add(place.inner(type, type), 'is new', more);
  }
}

function compareResponses(walk, place, before, after) {
  for (const [status, was] of members(before)) {
    if (!after[status]) walk.add(place.inner(`status ${status}`, status), 'is no more', 'generated clients have its type of answer');
    else compareAnswers(walk, place.inner(`status ${status}`, status), was, after[status]);
  }
  for (const status of Object.keys(after)) {
    if (before[status]) continue;
    // A client takes an error that it does not know for the 400 or 500 of its class (RFC 9110 §15), and each is a problem.
    // In another success it would not find what it awaits.
    const isError = /^[45]/.test(status);
    walk.add(place.inner(`status ${status}`, status), 'is new', !isError && UNEXPECTED);
  }
}

function compareAnswers(walk, place, beforeNode, afterNode) {
  const name = reference(beforeNode);
  const there = name && name === reference(afterNode) ? place.root(`response ${name}`, name) : place;
  const [before, after] = [flat(walk.before, beforeNode), flat(walk.after, afterNode)];
  compareHeaders(walk, there, before.headers ?? {}, after.headers ?? {});
  compareContents(walk, there, before.content ?? {}, after.content ?? {}, { less: 'answers lack what was in them', more: UNEXPECTED });
  // Links help to find the next request; nobody is bound by them.
  compareOthers(walk, there, before, after, new Set(['headers', 'content', 'links']));
}

const HEADER = new Set(['required', 'deprecated', 'schema']);

function compareHeaders(walk, place, beforeNodes, afterNodes) {
  const byName = (nodes) => new Map(members(nodes).map(([name, node]) => [name.toLowerCase(), { name, node }]));
  const [were, are] = [byName(beforeNodes), byName(afterNodes)];
  for (const [key, { name, node }] of were) {
    const inner = place.inner(`header ${name}`, name);
    const now = are.get(key);
    if (!now) {
      walk.add(inner, 'is no more', 'answers lack what was in them');
      continue;
    }
    const component = reference(node);
    const there = component && component === reference(now.node) ? place.root(`header ${component}`, component) : inner;
    const [before, after] = [flat(walk.before, node), flat(walk.after, now.node)];
    if (before.required && !after.required) walk.add(there, 'may be missing', UNEXPECTED);
    if (!before.required && after.required) walk.add(there, 'is always there');
    compareDeprecation(walk, there, before, after);
    compareSchemas(walk, there, before.schema ?? true, after.schema ?? true);
    compareOthers(walk, there, styled(before), styled(after), HEADER);
  }
  for (const [key, { name, node }] of are) {
    if (were.has(key)) continue;
    // One that many answers share is told once, or it would drown the rest.
    const component = reference(node);
    if (component) walk.add(place.root(`header ${component}`, component), 'is new in answers');
    else walk.add(place.inner(`header ${name}`, name), 'is new');
  }
}
