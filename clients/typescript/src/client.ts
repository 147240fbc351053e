// The client: the groups of operations, and the session whose token they send.

import { ProblemError, UnexpectedResponseError } from './errors.js';
import { AccountsApi } from './generated/apis/AccountsApi.js';
import { CustomersApi, type FetchCustomersRequest } from './generated/apis/CustomersApi.js';
import { HealthApi } from './generated/apis/HealthApi.js';
import { SessionsApi } from './generated/apis/SessionsApi.js';
import type { Customer } from './generated/models/Customer.js';
import { instanceOfProblem, type Problem, ProblemFromJSON } from './generated/models/Problem.js';
import { exchange, type Patience, retryAfter } from './http.js';
import type { Configuration } from './runtime.js';

/** The longest time that timers know, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** How much of an answer that is no problem is kept in its error, in characters. */
const KEPT = 1000;

export interface CustomaryOptions {
  /** How long one request may take, until its answer has arrived, in milliseconds. Without it: 30 000. */
  timeout?: number;
  /** How often a request is sent again that the server was too busy for (429, 503). Without it: 2. */
  retries?: number;
  /** How long one call may wait for that, all in all, in milliseconds. If the server asks for more, the call fails. Without it: 60 000. */
  maxWait?: number;
  /** An access token from elsewhere. It can't be refreshed. */
  accessToken?: string;
}

/** What `iterateCustomers` goes through: what is searched for, in which order, how many at a time. */
export type CustomerQuery = Omit<FetchCustomersRequest, 'page' | 'cursor' | 'total'>;

interface Session {
  accessToken: string;
  refreshToken?: string | undefined;
  /** The exchange of the refresh token, while it is under way. */
  refreshing?: Promise<void> | undefined;
}

/**
 * A client of one server, with at most one session.
 *
 * Every operation fails with a {@link ProblemError} if the server refuses it, an {@link UnexpectedResponseError} if the
 * answer is not one of the service, and a {@link ConnectionError} if there is none.
 */
export class Customary {
  /** Registering, the caller's own account and its password. */
  readonly accounts: AccountsApi;
  /** The operations that {@link login}, {@link logout} and {@link refresh} use. The tokens that these answer are not kept. */
  readonly sessions: SessionsApi;
  /** The customers of the caller's organization. */
  readonly customers: CustomersApi;
  /** For those who operate the server. */
  readonly health: HealthApi;

  readonly #patience: Patience;
  /** The server ends a session whose refresh token comes twice: here nothing is sent again, whatever the answer is. */
  readonly #sessionsOnce: SessionsApi;
  // Private members don't show when the client is printed.
  #session: Session | undefined;

  /**
   * @param url Where the server is, such as `https://customary.example.com`; it may have a path.
   * @throws TypeError if it is not such an address, or the access token can't be one.
   * @throws RangeError if an option can't be.
   */
  constructor(url: string | URL, options: CustomaryOptions = {}) {
    const { timeout = 30_000, retries = 2, maxWait = 60_000, accessToken } = options;
    if (!(timeout > 0 && timeout <= LONGEST))
      throw new RangeError(`timeout must be from 1 to ${LONGEST}, not ${timeout}`);
    if (!(Number.isInteger(retries) && retries >= 0))
      throw new RangeError(`retries must be an integer from 0 on, not ${retries}`);
    if (!(maxWait >= 0 && maxWait <= LONGEST))
      throw new RangeError(`maxWait must be from 0 to ${LONGEST}, not ${maxWait}`);
    this.#patience = { timeout, retries, maxWait };
    if (accessToken !== undefined) {
      // Headers refuse others, too, but show them.
      if (!/^[!-~]+$/.test(accessToken)) throw new TypeError('accessToken must be of printable ASCII without spaces');
      this.#session = { accessToken };
    }

    const configuration: Configuration = {
      basePath: basePath(url),
      accessToken: () => this.accessToken ?? '',
      send: (target, init, secured) => this.#send(target, init, secured),
    };
    this.accounts = new AccountsApi(configuration);
    this.sessions = new SessionsApi(configuration);
    this.customers = new CustomersApi(configuration);
    this.health = new HealthApi(configuration);
    this.#sessionsOnce = new SessionsApi({
      ...configuration,
      send: async (target, init) => successOf(await exchange(target, init, { ...this.#patience, retries: 0 })),
    });
  }

  /** The access token that is sent now; undefined if there is no session. */
  get accessToken(): string | undefined {
    return this.#session?.accessToken;
  }

  /** Starts a session, whose tokens are kept and refreshed from now on. If it fails, the client stays as it was. */
  async login(email: string, password: string): Promise<void> {
    const { accessToken, refreshToken } = await this.sessions.login({ credentials: { email, password } });
    this.#session = { accessToken, refreshToken };
  }

  /** Ends the session, and forgets its tokens even if the server can't be told. One that has ended already is no error. */
  async logout(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    try {
      await this.sessions.logout();
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
    } finally {
      this.#forget(session);
    }
  }

  /**
   * Gets new tokens for the session. Expired ones are refreshed without it. If it fails, the session has ended.
   * @throws Error if there is no session that was begun by {@link login}.
   */
  async refresh(): Promise<void> {
    const session = this.#session;
    if (session?.refreshToken === undefined && session?.refreshing === undefined) {
      throw new Error('there is no session to refresh: log in first');
    }
    await this.#refresh(session);
  }

  /**
   * All customers that a query finds. A page of them is fetched when its first one is asked for.
   * @param by Going on by cursor, nothing is skipped or repeated while others create and delete customers.
   */
  async *iterateCustomers(
    query: CustomerQuery = {},
    by: 'cursor' | 'page' = 'cursor',
  ): AsyncGenerator<Customer, void, undefined> {
    let next: Pick<FetchCustomersRequest, 'page' | 'cursor'> = {};
    for (let page = 1; ; page += 1) {
      const { items, nextCursor } = await this.customers.fetchCustomers({ ...query, ...next, total: 'none' });
      yield* items;
      if (!nextCursor) return;
      next = by === 'cursor' ? { cursor: nextCursor } : { page: page + 1 };
    }
  }

  async #send(url: string, init: RequestInit & { headers: Headers }, secured: boolean): Promise<Response> {
    const patience = { ...this.#patience };
    const session = this.#session;
    if (!secured || session === undefined) return successOf(await exchange(url, init, patience));

    const sent = session.accessToken;
    init.headers.set('Authorization', `Bearer ${sent}`);
    let answer = await exchange(url, init, patience);
    if (isExpired(answer) && (await this.#renew(session, sent))) {
      init.headers.set('Authorization', `Bearer ${session.accessToken}`);
      answer = await exchange(url, init, patience);
    }
    return successOf(answer);
  }

  /** Whether the session has another access token than the one that was refused, maybe after a refresh. */
  async #renew(session: Session, refused: string): Promise<boolean> {
    if (session.accessToken !== refused) return true;
    try {
      await this.#refresh(session);
      return true;
    } catch {
      return false;
    }
  }

  /** Refreshes the session, once for all who ask while it is under way. */
  #refresh(session: Session): Promise<void> {
    session.refreshing ??= this.#exchangeTokens(session).finally(() => {
      session.refreshing = undefined;
    });
    return session.refreshing;
  }

  async #exchangeTokens(session: Session): Promise<void> {
    const { refreshToken } = session;
    if (refreshToken === undefined) throw new Error('the session has no refresh token');
    session.refreshToken = undefined;
    try {
      const tokens = await this.#sessionsOnce.refreshSession({ sessionRefresh: { refreshToken } });
      session.accessToken = tokens.accessToken;
      session.refreshToken = tokens.refreshToken;
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  /** Unless another one has begun meanwhile. */
  #forget(session: Session): void {
    if (this.#session === session) this.#session = undefined;
  }
}

function basePath(address: string | URL): string {
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new TypeError(
      'the address of the server must be http(s)://HOST/PATH, without a user, a query and a fragment',
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Whether the access token was refused, rather than missing (RFC 6750 §3.1). */
function isExpired(answer: Response): boolean {
  return answer.status === 401 && /\berror="?invalid_token\b/.test(answer.headers.get('WWW-Authenticate') ?? '');
}

async function successOf(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const body = await answer.text();
  const type = answer.headers.get('Content-Type') ?? '';
  const problem = /^application\/problem\+json\s*(;|$)/i.test(type) ? problemOf(body) : undefined;
  if (problem !== undefined) throw new ProblemError(answer.status, problem, retryAfter(answer));
  throw new UnexpectedResponseError(answer.status, `not a problem but ${type || 'of no type'}`, body.slice(0, KEPT));
}

/** Undefined if it is not one, whatever it is said to be. */
function problemOf(body: string): Problem | undefined {
  try {
    const problem = ProblemFromJSON(JSON.parse(body));
    return instanceOfProblem(problem) ? problem : undefined;
  } catch {
    return undefined;
  }
}
