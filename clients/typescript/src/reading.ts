// What is read of an answer: JSON whose members have the types and forms of the document, and nothing else.
// Errors name the member, but not its value: that may be a token.

/** Makes what JSON says the value that it is in the client. Throws a TypeError if it is of another type or form. */
export type Read<T> = (json: unknown) => T;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** RFC 3339, whose times have a zone. Date.parse takes others, too. */
const TIME = /^\d{4}-\d\d-(\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** The JSON of a body. Neither bytes that are no UTF-8 nor a byte order mark are JSON (RFC 8259 §8.1). */
export function parse(body: ArrayBuffer): unknown {
  const written = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  try {
    return JSON.parse(written);
  } catch {
    // The error of JSON.parse shows what stands there.
    throw new TypeError('not JSON');
  }
}

export function membersOf(json: unknown): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError('not an object');
  return json as Record<string, unknown>;
}

export function required<T>(members: Record<string, unknown>, name: string, read: Read<T>): T {
  if (!Object.hasOwn(members, name)) throw new TypeError(`${name} is missing`);
  try {
    return read(members[name]);
  } catch (error) {
    throw new TypeError(`${name}: ${(error as TypeError).message}`);
  }
}

export function optional<T>(members: Record<string, unknown>, name: string, read: Read<T>): T | undefined {
  return Object.hasOwn(members, name) ? required(members, name, read) : undefined;
}

export function nullable<T>(read: Read<T>): Read<T | null> {
  return (json) => (json === null ? null : read(json));
}

export function list<T>(read: Read<T>): Read<T[]> {
  return (json) => {
    if (!Array.isArray(json)) throw new TypeError('not a list');
    return json.map((item) => read(item));
  };
}

export function text(json: unknown): string {
  if (typeof json !== 'string') throw new TypeError('not a text');
  return json;
}

export function integer(json: unknown): number {
  if (!Number.isSafeInteger(json)) throw new TypeError('not an integer');
  return json as number;
}

export function uuid(json: unknown): string {
  if (!UUID.test(text(json))) throw new TypeError('not a UUID');
  return json as string;
}

export function time(json: unknown): Date {
  const written = text(json);
  const day = TIME.exec(written)?.[1];
  const read = new Date(written);
  // Date takes 30 February for 2 March.
  const asUtc = new Date(`${written.slice(0, 10)}T00:00:00Z`);
  if (day === undefined || Number.isNaN(read.getTime()) || asUtc.getUTCDate() !== Number(day))
    throw new TypeError('not a time');
  return read;
}

/** Keeps a member that is a password or a token from showing when the object is printed. It reads, copies and serializes as before. */
export function concealSecret<T extends object>(made: T, name: keyof T, format: string): void {
  if (format !== 'password') return;
  let value = made[name];
  // Unlike a member, an accessor also does not show in consoles of browsers, nor by console.dir.
  Object.defineProperty(made, name, {
    get: () => value,
    set: (other) => {
      value = other;
    },
    enumerable: true,
    configurable: true,
  });
}
