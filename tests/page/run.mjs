// Runs the tests of the page in Chromium and ends with a plain count.
// usage: node run.mjs --binary PATH [--chromium PATH] [--screenshots DIR] [--only PART_OF_A_NAME]

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { runAll } from './suite.mjs';

import './story.mjs';
import './lists.mjs';
import './forms.mjs';
import './drafts.mjs';
import './elsewhere.mjs';
import './waiting.mjs';
import './outcomes.mjs';
import './failures.mjs';
import './sessions.mjs';
import './tabs.mjs';
import './keyboard.mjs';
import './views.mjs';
import './docs.mjs';

const { values } = parseArgs({
  options: {
    binary: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    screenshots: { type: 'string' },
    only: { type: 'string' },
  },
});
if (values.binary === undefined) throw new Error('--binary is missing: the server to test');

const browser = await chromium.launch({ executablePath: values.chromium });
const begun = performance.now();
const { passed, failed } = await runAll({ ...values, binary: resolve(values.binary), browser });
await browser.close();
console.log(`${passed} passed, ${failed} failed, in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
