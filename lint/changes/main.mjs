// Compares openapi.yaml with released/openapi.yaml, the document of the last release: scripts/breaking-changes.

import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { refusal, unnamed } from './changelog.mjs';
import { KINDS, compare, kind, line } from './compare.mjs';
import { selfTest } from './self-test.mjs';

const file = (name) => new URL(`../../${name}`, import.meta.url);
const RELEASED = 'released/openapi.yaml';

const texts = { before: readFileSync(file(RELEASED), 'utf8'), after: readFileSync(file('openapi.yaml'), 'utf8') };
const [before, after] = [parse(texts.before), parse(texts.after)];
const changelog = readFileSync(file('CHANGELOG.md'), 'utf8');

const of = (changes, wanted) => changes.filter((change) => kind(change) === wanted);
const print = (heading, changes) => changes.forEach((change) => console.log(`${heading}: ${line(change)}`));

function check() {
  const changes = compare(before, after);
  const [broken, silent] = [of(changes, 'breaks'), unnamed(changes, changelog)];
  print('BREAKS CLIENTS', broken);
  print('NOT IN THE NEWEST SECTION "### API" OF CHANGELOG.md', silent);
  console.log(`openapi.yaml since ${before.info.version}: ${changes.length} changes, ${broken.length} break clients, ${silent.length} are not in CHANGELOG.md`);
  return broken.length === 0 && silent.length === 0;
}

function list() {
  const changes = compare(before, after);
  for (const [one, heading] of Object.entries(KINDS)) print(heading, of(changes, one));
  console.log(`openapi.yaml since ${before.info.version}: ${changes.length} changes`);
  return true;
}

function release() {
  const { version } = after.info;
  if (texts.before === texts.after) {
    console.log(`${RELEASED} is openapi.yaml already, as of ${version}`);
    return true;
  }
  const changes = compare(before, after);
  const reason = refusal({ changelog, version, copied: before.info.version, changes });
  if (reason) {
    console.log(`not released: ${reason}`);
    return false;
  }
  print('broken before the first release', of(changes, 'breaks'));
  writeFileSync(file(RELEASED), texts.after);
  console.log(`${RELEASED} is openapi.yaml as of ${version}, with ${changes.length} changes`);
  return true;
}

const commands = { undefined: check, '--list': list, '--release': release, '--self-test': () => selfTest(after) };
const [given, ...more] = process.argv.slice(2);
if (more.length > 0 || !Object.hasOwn(commands, String(given))) {
  console.error('usage: scripts/breaking-changes [--list | --release | --self-test]');
  process.exitCode = 2;
} else {
  process.exitCode = commands[given]() ? 0 : 1;
}
