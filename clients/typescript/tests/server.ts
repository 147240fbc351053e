// Servers that answer as a test says, and what a test asks of them.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

export const ACCOUNT = {
  id: '0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f',
  email: 'ada@example.com',
  name: null,
  role: 'admin',
  organization: { id: '0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f', name: 'ada@example.com', country: null },
  created_at: '2026-03-02T09:30:00.123Z',
};

export const CUSTOMER = {
  id: '0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40',
  name: 'Mirela Vantorsen',
  email: null,
  phone: null,
  company: null,
  address: null,
  city: null,
  region: null,
  postal_code: null,
  country: null,
  notes: null,
  version: 9007199254740991,
  created_at: '2026-03-02T09:31:00.000Z',
  updated_at: '2026-03-02T09:31:00.000Z',
};

export function problem(status: number, detail: string, headers: Answer['headers'] = {}): Answer {
  const type = '/problems/some/';
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: { type, title: 'Title', status, detail, request_id: 'r1' },
  };
}

export const expired = () =>
  problem(401, 'expired', { 'WWW-Authenticate': 'Bearer realm="customary", error="invalid_token"' });
export const session = (number: number): Answer => ({
  body: { access_token: `access-${number}`, token_type: 'Bearer', expires_in: 900, refresh_token: `refresh-${number}` },
});

/** A server that answers as `answer` says; its address, and what it has received. */
export async function serve(context: TestContext, answer: (request: Received) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body });
    const {
      status = 200,
      headers: sent = { 'Content-Type': 'application/json' },
      body: content,
    } = await answer(received[received.length - 1] as Received);
    response.writeHead(status, sent);
    const isReady = content === undefined || typeof content === 'string' || Buffer.isBuffer(content);
    response.end(isReady ? content : JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received, sentTo: (path: string) => received.filter((one) => one.url === path) };
}

/** What the call failed with, which must be of this kind. */
export async function failureOf<T extends Error>(
  kind: new (...values: never[]) => T,
  call: Promise<unknown>,
): Promise<T> {
  const error: unknown = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof kind, inspect(error));
  return error;
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

export const LOGIN = '/api/1/login/';
export const LOGOUT = '/api/1/logout/';
export const REFRESH = '/api/1/session/refresh/';
export const GET_ACCOUNT = '/api/1/account/';

/** Takes access tokens from `from` on; refreshes as `refresh` says. */
export function sessions(from: number, refresh: () => Answer | Promise<Answer>) {
  return ({ url, headers }: Received) => {
    if (url === LOGIN) return session(1);
    if (url === REFRESH) return refresh();
    if (headers.authorization === undefined) return problem(401, 'no token', { 'WWW-Authenticate': 'Bearer' });
    return Number(headers.authorization.replace('Bearer access-', '')) < from ? expired() : { body: ACCOUNT };
  };
}
