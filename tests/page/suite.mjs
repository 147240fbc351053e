// The tests that there are, and how one is run: on its own servers and browsers, which are closed after it.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { Server } from './server.mjs';
import { Visit } from './visit.mjs';

/** A test that takes longer hangs. */
const LONGEST = 180_000;

const tests = [];

/** Adds a test. Its name is a sentence about behaviour; `run` gets a Stage. */
export function test(name, run) {
  tests.push({ name, run });
}

/** What a test is given. */
class Stage {
  #options;
  #servers = [];
  #visits = [];

  constructor(options) {
    this.#options = options;
  }

  /** The folder for screenshots, or undefined. */
  get screenshots() {
    return this.#options.screenshots;
  }

  /** A server with an empty database. */
  async server(...settings) {
    const server = new Server(this.#options.binary, settings);
    this.#servers.push(server);
    return server.start();
  }

  /** A browser without any history. */
  async visit(server, options) {
    const visit = await Visit.open(this.#options.browser, server, options);
    this.#visits.push(visit);
    return visit;
  }

  findings() {
    return this.#visits.flatMap((visit) => visit.findings());
  }

  /** What was to be seen when the test failed. */
  async report(file) {
    const lines = [];
    for (const page of this.#visits.flatMap((visit) => visit.context.pages())) {
      const seen = await page.locator('body').ariaSnapshot({ timeout: 2000 }).catch((error) => error.message);
      lines.push(`--- at ${page.url()}:`, seen);
      if (this.screenshots) {
        await mkdir(this.screenshots, { recursive: true });
        await page.screenshot({ path: join(this.screenshots, file), timeout: 5000 }).catch(() => {});
      }
    }
    const log = this.#servers.flatMap((server) => server.log.slice(-15));
    return [...lines, '--- the end of the log:', ...log].join('\n');
  }

  async close() {
    for (const visit of this.#visits) await visit.context.close();
    const ends = await Promise.allSettled(this.#servers.map((server) => server.stop()));
    return ends.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message);
  }
}

async function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the tests whose name contains `only`; how many passed and failed. */
export async function runAll({ only = '', ...options }) {
  const counts = { passed: 0, failed: 0 };
  const chosen = tests.filter(({ name }) => name.includes(only));
  for (const [index, { name, run }] of chosen.entries()) {
    const begun = performance.now();
    const stage = new Stage(options);
    const failures = [];
    let report = '';
    try {
      await within(LONGEST, run(stage));
    } catch (error) {
      failures.push(error.stack);
    }
    failures.push(...stage.findings());
    if (failures.length > 0) report = await stage.report(`failed-${index + 1}.png`);
    failures.push(...(await stage.close()));
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (failures.length === 0) {
      counts.passed += 1;
      console.log(`  ok      ${name}  ${seconds} s`);
    } else {
      counts.failed += 1;
      const told = [`  FAILED  ${name}  ${seconds} s`, ...failures, report].join('\n');
      console.log(stripVTControlCharacters(told).replaceAll('\n', '\n          '));
    }
  }
  return counts;
}
