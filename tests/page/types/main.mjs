// usage: node main.mjs [--self-test]     scripts/page-types runs it

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { TYPES, document, findings, modules, report, typesOf } from './check.mjs';
import { selfTest } from './self-test.mjs';

async function check() {
  const types = await typesOf(document());
  mkdirSync(dirname(TYPES), { recursive: true });
  writeFileSync(TYPES, types); // for editors
  const found = findings(types);
  process.stdout.write(report(found));
  console.log(`${modules.length} modules, ${found.length} findings`);
  return found.length === 0 && modules.length > 0;
}

const { values } = parseArgs({ options: { 'self-test': { type: 'boolean', default: false } } });
process.exitCode = (await (values['self-test'] ? selfTest() : check())) ? 0 : 1;
