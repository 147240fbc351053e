// What the generated operations and models stand on. It sends nothing by itself.

import { UnexpectedResponseError } from './errors.js';
import { parse, type Read } from './reading.js';

export { concealSecret, integer, list, membersOf, nullable, optional, required, text, time, uuid } from './reading.js';

/** What a generated operation wants to have sent. */
export interface Wanted {
  method: string;
  /** With the names of `segments` in braces. */
  path: string;
  segments: Record<string, string>;
  query: Record<string, string | number | undefined>;
  contentType?: string;
  body?: unknown;
  /** Whether it needs a token. */
  secured: boolean;
  /** The statuses of success that are documented. */
  success: number[];
}

/** What a group of operations needs of the client. */
export interface Configuration {
  basePath: string;
  /** Answers with a status of success, or throws. `secured`: with the token of the session. */
  send: (url: string, init: RequestInit & { headers: Headers }, secured: boolean) => Promise<Response>;
}

/** A group of operations. */
export class BaseAPI {
  constructor(protected readonly configuration: Configuration) {}

  /** Members of `overrides` win, such as `signal`; of its headers each one for itself. */
  protected async request(wanted: Wanted, overrides: RequestInit = {}): Promise<Response> {
    const path = wanted.path.replace(/\{(\w+)\}/g, (_, name) => wanted.segments[name] ?? '');
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wanted.query)) if (value != null) query.append(name, String(value));
    const url = `${this.configuration.basePath}${path}?${query}`.replace(/\?$/, '');
    const headers = new Headers();
    if (wanted.contentType !== undefined) headers.set('Content-Type', wanted.contentType);
    const others = new Headers(overrides.headers);
    for (const [name, value] of others) headers.set(name, value);
    const init = { method: wanted.method, ...overrides, headers };
    if (wanted.body !== undefined) init.body ??= JSON.stringify(wanted.body);
    const answer = await this.configuration.send(url, init, wanted.secured && !others.has('Authorization'));
    if (wanted.success.includes(answer.status)) return answer;
    throw new UnexpectedResponseError(answer.status, `documented is ${wanted.success.join(' or ')}`);
  }
}

/** An answer with its status and headers, and what it says. */
export interface ApiResponse<T> {
  raw: Response;
  value(): Promise<T>;
}

export class JSONApiResponse<T> implements ApiResponse<T> {
  constructor(
    readonly raw: Response,
    private readonly read: Read<T>,
  ) {}

  async value(): Promise<T> {
    try {
      return this.read(parse(await this.raw.arrayBuffer()));
    } catch (cause) {
      throw new UnexpectedResponseError(this.raw.status, 'its body is not the one that is documented', '', { cause });
    }
  }
}

export class VoidApiResponse implements ApiResponse<void> {
  constructor(readonly raw: Response) {}

  async value(): Promise<void> {}
}

/** An operation was called without a parameter that it needs. */
export class RequiredError extends TypeError {
  override name = 'RequiredError';

  constructor(readonly field: string) {
    super(`${field} is required`);
  }
}

export function checkGiven(field: string, value: unknown): void {
  if (value == null) throw new RequiredError(field);
}

/** A parameter as a part of a path, of which those that lead to another path can't be one (RFC 3986 §5.2.4). */
export function segment(field: string, value: unknown): string {
  const text = String(value);
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`${field} may not be empty, "." or ".."`);
  return encodeURIComponent(text);
}

export function serializeDateTime(time: Date): string {
  return time.toISOString();
}
