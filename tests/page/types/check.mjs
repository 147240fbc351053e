// Runs TypeScript over the page's modules, with the types of one document.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';

import { typesOf } from './document.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../../..');

/** The document as it is. */
export const original = () => parse(readFileSync(resolve(ROOT, 'openapi.yaml'), 'utf8'));

/** Puts the types of a document into a folder, where a jsconfig.json looks for them. */
export function writeTypes(folder, document) {
  mkdirSync(resolve(ROOT, folder), { recursive: true });
  writeFileSync(resolve(ROOT, folder, 'openapi.d.ts'), typesOf(document));
}

/** What TypeScript finds, `static/app/api.js(1,1): error …` each. */
export function findings(config) {
  const program = resolve(HERE, '../node_modules/typescript/bin/tsc');
  const options = { cwd: ROOT, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '-p', config, '--pretty', 'false', '--singleThreaded'], options);
  // Lines that begin with a space go on with the finding before.
  const found = stdout.split(/\n(?! )/).filter((line) => line !== '');
  if ((status === 0) !== (found.length === 0)) throw new Error(`TypeScript ended with ${status}: ${stdout}${stderr}`);
  return found;
}

/** What it finds with a document other than the original. */
export function findingsWith(document) {
  const folder = 'build/page-types/changed';
  writeTypes(folder, document);
  const { compilerOptions, include } = JSON.parse(readFileSync(resolve(ROOT, 'jsconfig.json'), 'utf8'));
  compilerOptions.paths = { ...inRoot(compilerOptions.paths), openapi: ['./openapi.d.ts'] };
  const config = { compilerOptions, include: include.map((path) => resolve(ROOT, path)) };
  writeFileSync(resolve(ROOT, folder, 'jsconfig.json'), JSON.stringify(config));
  return findings(`${folder}/jsconfig.json`);
}

const inRoot = (paths) =>
  Object.fromEntries(Object.entries(paths).map(([name, files]) => [name, files.map((file) => resolve(ROOT, file))]));
