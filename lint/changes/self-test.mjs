// Changes copies of openapi.yaml: each sample must be found and judged as it says, nothing may pass unseen that binds
// somebody, and texts must. And what the changelog must say, and when a version may be released.

import { refusal, unnamed } from './changelog.mjs';
import { KINDS, compare, kind, line } from './compare.mjs';
import { samples } from './samples.mjs';
import { NAME_MAPS, VALUES, isAnnotation } from './schemas.mjs';

const matches = (wanted, text) => (wanted instanceof RegExp ? wanted.test(text) : wanted === text);

/** What is wrong with what was said of a sample. */
function judge(sample, changes) {
  const surplus = [...changes];
  const wrong = [];
  for (const one of Object.keys(KINDS)) {
    for (const wanted of [sample[one] ?? []].flat()) {
      const index = surplus.findIndex((change) => kind(change) === one && matches(wanted, change.text));
      if (index < 0) wrong.push(`not found: ${one}: ${wanted}`);
      else surplus.splice(index, 1);
    }
  }
  return [...wrong, ...surplus.map((change) => `not expected: ${kind(change)}: ${line(change)}`)];
}

function testSamples(document) {
  let failures = 0;
  for (const sample of samples) {
    const before = structuredClone(document);
    sample.before?.(before);
    const after = structuredClone(before);
    sample.edit(after);
    const changes = compare(before, after);
    const wrong = JSON.stringify(before) === JSON.stringify(after) ? ['the sample changes nothing'] : judge(sample, changes);
    failures += wrong.length > 0;
    console.log(`${wrong.length ? 'WRONG: ' : ''}${sample.what}${changes.length ? '' : ': nothing to say'}`);
    changes.forEach((change) => console.log(`    ${KINDS[kind(change)]}: ${line(change)}`));
    wrong.forEach((one) => console.log(`    ${one}`));
  }
  console.log(`${samples.length} samples, ${failures} failures`);
  return failures;
}

/** Every member and item of the document: `{ at, value, tells }`, where `tells` is what binds nobody. */
function* nodes(node, at = [], named = false) {
  if (node === null || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    const here = [...at, key];
    const isName = named || Array.isArray(node);
    const tells = (!isName && (isAnnotation(key) || key === 'links')) || ['info', 'tags'].includes(here.join('/'));
    yield { at: here, value, tells };
    const isMap = NAME_MAPS.has(key) || key === 'paths' || at.join('/') === 'components';
    const isValue = !isName && VALUES.has(key) && !Array.isArray(value);
    if (!tells && !isValue) yield* nodes(value, here, !isName && isMap);
  }
}

/** A copy of the document with another value of one node, or without it; all beside it stays shared. */
function withOther(document, [key, ...rest], value) {
  const copy = Array.isArray(document) ? [...document] : { ...document };
  if (rest.length) copy[key] = withOther(document[key], rest, value);
  else if (value !== undefined) copy[key] = value;
  else if (Array.isArray(copy)) copy.splice(key, 1);
  else delete copy[key];
  return copy;
}

const other = { string: (text) => `${text}~`, number: (number) => number + 1, boolean: (flag) => !flag };

/** Each node is taken away, added, and each value changed, and each reference gets a keyword beside it: one that binds must be noticed, one that tells must not. */
function testEveryNode(document) {
  const counts = { bind: 0, tell: 0 };
  let failures = 0;
  for (const { at, value, tells } of nodes(document)) {
    const less = withOther(document, at, undefined);
    const tries = [['removed', document, less], ['added', less, document]];
    if (other[typeof value]) tries.push(['changed', document, withOther(document, at, other[typeof value](value))]);
    if (at.at(-1) === '$ref') tries.push(['with a keyword beside it', document, withOther(document, [...at.slice(0, -1), 'maxContains'], 3)]);
    for (const [what, before, after] of tries) {
      counts[tells ? 'tell' : 'bind'] += 1;
      let seen;
      try {
        seen = compare(before, after).length > 0;
      } catch (error) {
        if (!error.message.endsWith('leads nowhere')) throw error;
        seen = true; // The comparison stops at such a reference.
      }
      if (seen === !tells) continue;
      failures += 1;
      console.log(`WRONG: ${at.join(' → ')} ${what}: ${seen ? 'noticed, though it only tells' : 'passes unseen'}`);
    }
  }
  console.log(`nodes removed, added and changed: ${counts.bind} times one that binds, ${counts.tell} times one that only tells, ${failures} failures`);
  return failures;
}

const section = (heading, ...items) => `## ${heading}\n\n### API\n\n${items.map((item) => `- ${item}\n`).join('')}\n### Fixed\n\n- \`c\`\n`;
const change = (names, breaks = 0, raised = false) => ({ names, breaks: { size: breaks }, raised });

const namings = [
  ['named in one item', section('Unreleased', '`a` has\n  `b` now.'), ['a', 'b'], true],
  ['named in two items', section('Unreleased', '`a`', '`b`'), ['a', 'b'], false],
  ['named as text', section('Unreleased', 'a'), ['a'], false],
  ['named in another part', section('Unreleased', '`a`'), ['c'], false],
  ['named in an older section', `## Unreleased\n\n${section('0.1.0', '`a`')}`, ['a'], false],
  ['no changelog', '# Changelog\n', ['a'], false],
];

const releases = [
  // What, the changelog, info.version, that of the copy, the changes, what the refusal must say; nothing: it is allowed
  ['before the first release', section('Unreleased'), '0.1.0', '0.1.0', [change(['a'], 1)], undefined],
  ['the first release', section('0.1.0 - 2027-01-01', '`a`'), '0.1.0', '0.1.0', [change(['a'])], undefined],
  ['the next release', section('[0.2.0] - 2027-02-01', '`a`') + section('0.1.0'), '0.2.0', '0.1.0', [change(['a'])], undefined],
  ['the tenth release', section('0.10.0', '`a`') + section('0.9.0'), '0.10.0', '0.9.0', [change(['a'])], undefined],
  ['unreleased changes', section('Unreleased', '`a`') + section('0.1.0'), '0.2.0', '0.1.0', [change(['a'])], 'newest section'],
  ['a release again', section('0.2.0', '`a`') + section('0.1.0'), '0.2.0', '0.2.0', [change(['a'])], 'not higher'],
  ['a release of an older version', section('0.1.1', '`a`') + section('0.2.0'), '0.1.1', '0.2.0', [change(['a'])], 'not higher'],
  ['a release that breaks', section('0.2.0', '`a`') + section('0.1.0'), '0.2.0', '0.1.0', [change(['a'], 1)], '1 changes break'],
  ['a release that breaks in another version', section('0.2.0', '`a`') + section('0.1.0'), '0.2.0', '0.1.0', [change(['a'], 1, true)], undefined],
  ['a release that says nothing', section('0.2.0') + section('0.1.0'), '0.2.0', '0.1.0', [change(['a'])], 'does not name 1'],
];

function testChangelog() {
  let failures = 0;
  const expect = (what, good) => {
    failures += !good;
    if (!good) console.log(`WRONG: ${what}`);
  };
  for (const [what, changelog, names, isNamed] of namings) expect(what, (unnamed([change(names)], changelog).length === 0) === isNamed);
  for (const [what, changelog, version, copied, changes, wanted] of releases) {
    const reason = refusal({ changelog, version, copied, changes });
    expect(`${what}: ${reason}`, wanted === undefined ? reason === undefined : reason?.includes(wanted));
  }
  console.log(`${namings.length + releases.length} changelogs, ${failures} failures`);
  return failures;
}

/** All of it; whether it passes. */
export function selfTest(document) {
  return testSamples(document) + testEveryNode(document) + testChangelog() === 0;
}
