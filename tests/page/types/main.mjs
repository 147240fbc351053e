// Checks the page's modules with TypeScript, as strictly as jsconfig.json says; scripts/page-types runs it.
// usage: node main.mjs [--self-test]

import { parseArgs } from 'node:util';

import { findings, original, writeTypes } from './check.mjs';
import { selfTest } from './self-test.mjs';

function check() {
  writeTypes('build/page-types', original());
  const found = findings('jsconfig.json');
  console.log([...found, `${found.length} findings`].join('\n'));
  return found.length === 0;
}

const { values } = parseArgs({ options: { 'self-test': { type: 'boolean', default: false } } });
process.exitCode = (values['self-test'] ? selfTest() : check()) ? 0 : 1;
