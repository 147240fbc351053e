// Checks the page's modules with TypeScript, by the types of one document. What is checked how strictly, jsconfig.json says.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where jsconfig.json looks for the document's types. */
export const TYPES = resolve(ROOT, 'build/page-types/openapi.d.ts');

/** The types of a document: its text, or what was read from it. */
export const typesOf = async (document) => astToString(await openapiTS(document, { silent: true }));

const { config, error } = ts.readConfigFile(resolve(ROOT, 'jsconfig.json'), ts.sys.readFile);
if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT, undefined, 'jsconfig.json');
if (errors.length > 0) throw new Error(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n'));

export const modules = fileNames.filter((name) => name.endsWith('.js'));

const HOST = ts.createCompilerHost(options);
const parsed = new Map();

/** The page's program with the document's types being `types`, whatever the file on the disk says. */
function program(types) {
  const host = {
    ...HOST,
    fileExists: (name) => name === TYPES || HOST.fileExists(name),
    readFile: (name) => (name === TYPES ? types : HOST.readFile(name)),
    getSourceFile(name, ...rest) {
      if (name === TYPES) return ts.createSourceFile(name, types, ...rest);
      if (!parsed.has(name)) parsed.set(name, HOST.getSourceFile(name, ...rest));
      return parsed.get(name);
    },
  };
  return ts.createProgram(fileNames, options, host);
}

/** All that TypeScript finds. */
export const findings = (types) => ts.getPreEmitDiagnostics(program(types));

/** What it finds in the first file that it finds anything in; null if there is none. */
export function firstFinding(types) {
  const made = program(types);
  for (const name of fileNames) {
    const [found] = made.getSemanticDiagnostics(made.getSourceFile(name));
    if (found) return found;
  }
  return null;
}

export const report = (found) =>
  ts.formatDiagnostics(found, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ROOT, getNewLine: () => '\n' });

export const document = () => readFileSync(resolve(ROOT, 'openapi.yaml'), 'utf8');
