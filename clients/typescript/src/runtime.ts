// What the generated operations and models stand on. It sends nothing by itself.

import { UnexpectedResponseError } from './errors.js';

export type HTTPHeaders = Record<string, string>;

/** What a generated operation wants to have sent. */
export interface RequestOpts {
  path: string;
  method: string;
  headers: HTTPHeaders;
  query?: Record<string, string | number>;
  body?: unknown;
}

/** What a group of operations needs of the client. */
export interface Configuration {
  basePath: string;
  /** Asked by each operation that needs a token; empty if there is none. */
  accessToken: (scheme: string, scopes: string[]) => string;
  /** Answers with a status of success, or throws. `secured`: the operation was given a token. */
  send: (url: string, init: RequestInit & { headers: Headers }, secured: boolean) => Promise<Response>;
}

// Operations name it beside RequestInit; this client has no such functions.
export type InitOverrideFunction = never;

/** A group of operations. */
export class BaseAPI {
  constructor(protected readonly configuration: Configuration) {}

  /** Members of `overrides` win, such as `signal`; of its headers each one for itself. */
  protected request(wanted: RequestOpts, overrides: RequestInit = {}): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wanted.query ?? {})) query.append(name, String(value));
    const url = `${this.configuration.basePath}${wanted.path}?${query}`.replace(/\?$/, '');
    const headers = new Headers(wanted.headers);
    const secured = headers.has('Authorization');
    const others = new Headers(overrides.headers);
    for (const [name, value] of others) headers.set(name, value);
    const init = { method: wanted.method, ...overrides, headers };
    if (wanted.body !== undefined) init.body ??= JSON.stringify(wanted.body);
    return this.configuration.send(url, init, secured && !others.has('Authorization'));
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
    private readonly transform: (json: unknown) => T,
  ) {}

  async value(): Promise<T> {
    try {
      const json: unknown = await this.raw.json();
      if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError('no JSON object');
      return this.transform(json);
    } catch (cause) {
      throw new UnexpectedResponseError(this.raw.status, 'its body is not the one that is documented', '', { cause });
    }
  }
}

export class VoidApiResponse implements ApiResponse<void> {
  constructor(readonly raw: Response) {
    if (raw.status !== 204) throw new UnexpectedResponseError(raw.status, '204 is the one that is documented');
  }

  async value(): Promise<void> {}
}

/** An operation was called without a parameter that it needs. */
export class RequiredError extends TypeError {
  override name = 'RequiredError';

  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

export function parseDateTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new RangeError(`not a time: ${text}`);
  return time;
}

export function serializeDateTime(time: Date): string {
  return time.toISOString();
}

// Every generated model imports the following, although the document has neither days nor maps.

export const parseDate = parseDateTime;

export function serializeDate(day: Date): string {
  return day.toISOString().slice(0, 10);
}

export function mapValues<T>(map: Record<string, unknown>, transform: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, transform(value)]));
}
