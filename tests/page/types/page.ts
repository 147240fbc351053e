// The types that the page's modules share. Those of the API come from openapi.yaml: scripts/page-types makes them, in
// build/page-types/openapi.d.ts. Only the check and editors read this file.

import type { components, paths } from 'openapi';

type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type Customer = Schemas['Customer'];
export type CustomerPage = Schemas['CustomerPage'];
export type CustomerSort = Schemas['CustomerSort'];
export type FieldError = Schemas['FieldError'];
export type HeaderName = keyof components['headers'];
export type ProblemBody = Schemas['Problem'];
export type Tokens = Pick<Schemas['Session'], 'access_token' | 'refresh_token'>;

/** What a form has: a text for each of its fields. */
export type Texts<Name extends string> = Record<Name, string>;
export type LoginField = keyof Schemas['Credentials'];
export type RegisterField = keyof Schemas['Registration'];
export type PasswordField = keyof Schemas['PasswordChange'];
export type CustomerField = keyof Schemas['CustomerCreate'] & keyof Schemas['CustomerUpdate'] & keyof Customer;
export type CustomerTexts = Texts<CustomerField>;

/** A path as openapi.yaml has it: `/api/1/customer/{customer_id}/`. */
export type Path = keyof paths;

/** The methods that a path has. */
export type Method<P extends Path> = keyof paths[P] & string;

/** What a call sends, the parameters and the body of its operation, and how it is made. */
export type Call<P extends Path, M extends Method<P>> = CallOptions &
  Parameters<paths[P][M]> &
  Body<paths[P][M]>;

type Parameters<O> = O extends { parameters: infer All }
  ? { [In in keyof All]: In extends 'query' ? Query<All[In]> : All[In] }
  : never;

/**
 * A query is text, and the page hands on what its own address says: the server says what is wrong with a value. So only the
 * names are checked.
 */
type Query<Given> = { [Name in keyof Given]: string | null };

type Body<O> = O extends { requestBody: infer Content }
  ? { [Type in keyof Content]: { body: Content[Type] } & MediaType<Type> }[keyof Content]
  : { body?: never; type?: never };
type MediaType<Type> = Type extends 'application/json' ? { type?: Type } : { type: Type };

export interface CallOptions {
  path?: Record<string, string>;
  query?: object;
  body?: object;
  /** The body's media type, where it is not JSON's own. */
  type?: string;
  token?: string;
  signal?: AbortSignal;
  /** How many milliseconds it may take. */
  longest?: number;
}

/** What the table of customers asks for. */
export type CustomerQuery = NonNullable<Call<'/api/1/customer/fetch/', 'GET'>['query']>;

/** The body of the answer where it was done; null where that has none. */
export type Answer<P extends Path, M extends Method<P>> = JsonOf<Success<paths[P][M]>>;
type Success<O> = O extends { responses: infer All } ? All[keyof All & `2${string}`] : never;
type JsonOf<Content> = Content extends { 'application/json': infer Body } ? Body : null;

/** The session in this browser. */
export interface Session extends Tokens {
  account: Account;
}

/** Why a call ended without an answer. */
export type Silence = 'lost' | 'late' | 'stopped' | 'garbled';

/** One look at a view, by an address. */
export interface Visit {
  path: string;
  query: URLSearchParams;
  /** What stands in the pattern's group of the route, if anything. */
  id?: string | undefined;
  /** Whether one is still there. */
  here: () => boolean;
  /** Aborted when another view takes its place. */
  left: AbortSignal;
}

export interface View {
  title: string;
  element: HTMLElement;
  /** Shows another query of the same path. */
  update?: (query: URLSearchParams) => void;
}

export type Child = Node | string | false | null | undefined | Child[];

type Value = string | number | boolean | null | undefined;
type AttributeName =
  | `aria-${string}` | `data-${string}` | 'autocomplete' | 'autofocus' | 'class' | 'datetime' | 'dir' | 'for' | 'hidden'
  | 'href' | 'id' | 'maxlength' | 'name' | 'novalidate' | 'required' | 'role' | 'rows' | 'scope' | 'tabindex' | 'title'
  | 'type' | 'value';
export type Attributes = { [Name in AttributeName]?: Value } & { on?: Listeners };
export type Listeners = { [Name in keyof HTMLElementEventMap]?: (event: Event) => void };

export interface Field<Id extends string> {
  id: Id;
  label: string;
  kind?: 'textarea' | 'country';
  type?: 'text' | 'email' | 'password' | 'tel';
  autocomplete?: string;
  required?: boolean;
  hint?: string;
  wide?: boolean;
}

/** What is typed in a customer's form and not saved. */
export interface Draft {
  /** As typed. */
  values: CustomerTexts;
  /** What the server had when they were compared last. */
  before: CustomerTexts;
  /** What was sent without an answer. */
  sent?: Partial<CustomerTexts>;
  /** Why it could not be saved. */
  failure?: Error | null;
  /** Resolved when it is no longer being saved. */
  saving?: Promise<void> | null;
}

/** What others changed; `typed` only where one did, too. */
export interface Change {
  name: CustomerField;
  before: string;
  now: string;
  typed?: string;
}

export interface Link {
  href: string;
  text: string;
}

declare global {
  interface ObjectConstructor {
    /** Of objects whose names are known, as the page's are. TypeScript's own forgets them, since there might be more. */
    entries<Name extends string, Value>(of: { [N in Name]?: Value }): [Name, Value][];
    keys<Name extends string>(of: Record<Name, unknown>): Name[];
    /** Each name may be there or not. */
    fromEntries<Name extends string, Value>(entries: Iterable<readonly [Name, Value]>): { [N in Name]?: Value };
  }
}
