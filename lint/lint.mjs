// Lints openapi.yaml with Spectral's recommended rules for OpenAPI and the project's own (rules.mjs).
// With --self-test instead: each own rule must fire, and nothing else, on a document that breaks it.

import { readFileSync } from 'node:fs';
import core from '@stoplight/spectral-core';
import parsers from '@stoplight/spectral-parsers';
import rulesets from '@stoplight/spectral-rulesets';
import { parse, stringify } from 'yaml';
import { ownRules } from './rules.mjs';

const spectral = new core.Spectral();
spectral.setRuleset({
  extends: [rulesets.oas],
  rules: {
    ...ownRules,
    'path-keys-no-trailing-slash': 'off', // The given paths end with one: our path-form demands it.
  },
});

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const findings = (text, name) => spectral.run(new core.Document(text, parsers.Yaml, name));
const line = ({ source, range, code, message }) => `${source}:${range.start.line + 1}: ${code}: ${message}`;

/** JSON merge patch (RFC 7396). */
function merge(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const merged = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

async function lint() {
  const found = await findings(read('../openapi.yaml'), 'openapi.yaml');
  found.forEach((finding) => console.log(line(finding)));
  console.log(`openapi.yaml: ${found.length} findings, ${Object.keys(ownRules).length} rules of our own`);
  return found.length === 0;
}

async function selfTest() {
  const sound = parse(read('sound.yaml'));
  const broken = parse(read('broken.yaml'));
  let failures = 0;
  const expect = async (document, name, wanted) => {
    const found = await findings(stringify(document, { aliasDuplicateObjects: false }), name);
    const codes = [...new Set(found.map(({ code }) => code))];
    if (codes.join() === wanted.join()) return;
    failures += 1;
    console.log(`${name}: expected ${wanted.join() || 'no finding'}, found ${codes.join() || 'nothing'}`);
    found.forEach((finding) => console.log(`  ${line(finding)}`));
  };
  await expect(sound, 'sound.yaml', []);
  let patches = 0;
  for (const rule of new Set([...Object.keys(ownRules), ...Object.keys(broken)])) {
    if (!ownRules[rule] || !broken[rule]?.length) {
      failures += 1;
      console.log(`${rule}: ${ownRules[rule] ? 'broken.yaml has no patch that breaks it' : 'there is no such rule'}`);
      continue;
    }
    for (const [index, patch] of broken[rule].entries()) {
      patches += 1;
      await expect(merge(sound, patch), `${rule} ${index + 1}`, [rule]);
    }
  }
  console.log(`${Object.keys(ownRules).length} rules, ${patches} documents that break them, ${failures} failures`);
  return failures === 0;
}

const given = process.argv.slice(2);
if (given.length > 1 || (given.length === 1 && given[0] !== '--self-test')) {
  console.error('usage: scripts/lint-document [--self-test]');
  process.exitCode = 2;
} else {
  process.exitCode = (await (given.length === 1 ? selfTest() : lint())) ? 0 : 1;
}
