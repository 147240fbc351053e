// The client: the groups of operations, and the session whose token they send.

import { isTokenRefused } from './challenges.js';
import { ProblemError, UnexpectedResponseError } from './errors.js';
import { AccountsApi } from './generated/apis/AccountsApi.js';
import { CustomersApi, type FetchCustomersRequest } from './generated/apis/CustomersApi.js';
import { HealthApi } from './generated/apis/HealthApi.js';
import { SessionsApi } from './generated/apis/SessionsApi.js';
import type { Customer } from './generated/models/Customer.js';
import type { Session as Tokens } from './generated/models/Session.js';
import { CallPatience, exchange, successOf } from './http.js';
import { Refresh } from './refresh.js';
import type { ApiResponse, Configuration } from './runtime.js';

/** The longest time that timers know, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** What can be a token. Headers refuse others, too, but show them. */
const TOKEN = /^[!-~]+$/;

export interface CustomaryOptions {
  /** How long one request may take, until its answer has arrived, in milliseconds. Without it: 30 000. */
  timeout?: number;
  /** How often one call may send again what the server was too busy for (429, 503), all in all, a refresh of its session included. Without it: 2. */
  retries?: number;
  /** How long one call may wait for that, all in all, in milliseconds, a refresh of its session included. If the server asks for more, the call fails. Without it: 60 000. */
  maxWait?: number;
  /** An access token from elsewhere. It can't be refreshed. */
  accessToken?: string;
}

/** What `iterateCustomers` goes through: what is searched for, in which order, how many at a time. Without `total`: `none`. */
export type CustomerQuery = Omit<FetchCustomersRequest, 'page' | 'cursor'>;

interface Session {
  accessToken: string;
  /** Undefined for a token from elsewhere, and once the server has refused it. */
  refreshToken?: string | undefined;
  /** While it is under way. */
  refresh?: Refresh | undefined;
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

  readonly #options: Required<Omit<CustomaryOptions, 'accessToken'>>;
  readonly #configuration: Configuration;
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
    this.#options = { timeout, retries, maxWait };
    if (accessToken !== undefined) {
      if (!TOKEN.test(accessToken)) throw new TypeError('accessToken must be of printable ASCII without spaces');
      this.#session = { accessToken };
    }

    const configuration: Configuration = {
      basePath: basePath(url),
      send: (target, init, secured) => this.#send(target, init, secured),
    };
    this.accounts = new AccountsApi(configuration);
    this.sessions = new SessionsApi(configuration);
    this.customers = new CustomersApi(configuration);
    this.health = new HealthApi(configuration);
    this.#configuration = configuration;
  }

  /** The access token that is sent now; undefined if there is no session. */
  get accessToken(): string | undefined {
    return this.#session?.accessToken;
  }

  /** Starts a session, whose tokens are kept and refreshed from now on. If it fails, the client stays as it was. */
  async login(email: string, password: string): Promise<void> {
    this.#session = await tokensOf(await this.sessions.loginRaw({ credentials: { email, password } }));
  }

  /** Ends the session, and forgets its tokens. One that has ended already is no error; if it fails otherwise, they are kept. */
  async logout(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    // With the token of this session, and no other that begins meanwhile.
    const sessions = new SessionsApi({
      ...this.#configuration,
      send: (url, init, secured) => this.#send(url, init, secured, session),
    });
    try {
      await sessions.logout();
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
    }
    this.#forget(session);
  }

  /**
   * Gets new tokens for the session. Expired ones are refreshed without it. If the server refuses it, the session has
   * ended; if it fails otherwise, the tokens are kept.
   * @throws Error if there is no session that was begun by {@link login}.
   */
  async refresh(): Promise<void> {
    const session = this.#session;
    if (session?.refreshToken === undefined) throw new Error('there is no session to refresh: log in first');
    await this.#refresh(session, session.refreshToken, new CallPatience(this.#options));
  }

  /**
   * All customers that a query finds. A page of them is fetched when its first one is asked for.
   * @param by Going on by cursor, nothing is skipped or repeated while others create and delete customers.
   */
  async *iterateCustomers(
    query: CustomerQuery = {},
    by: 'cursor' | 'page' = 'cursor',
  ): AsyncGenerator<Customer, void, undefined> {
    const total = query.total ?? 'none';
    let next: Pick<FetchCustomersRequest, 'page' | 'cursor'> = {};
    for (let page = 1; ; page += 1) {
      const { items, nextCursor } = await this.customers.fetchCustomers({ ...query, ...next, total });
      yield* items;
      if (!nextCursor) return;
      next = by === 'cursor' ? { cursor: nextCursor } : { page: page + 1 };
    }
  }

  async #send(
    url: string,
    init: RequestInit & { headers: Headers },
    secured: boolean,
    session = this.#session,
  ): Promise<Response> {
    const patience = new CallPatience(this.#options);
    if (!secured || session === undefined) return successOf(await exchange(url, init, patience));

    const sent = session.accessToken;
    init.headers.set('Authorization', `Bearer ${sent}`);
    let answer = await exchange(url, init, patience);
    if (isExpired(answer) && (await this.#renew(session, sent, patience, init.signal))) {
      init.headers.set('Authorization', `Bearer ${session.accessToken}`);
      answer = await exchange(url, init, patience);
    }
    return successOf(answer);
  }

  /** Whether the session has another access token than the one that was refused, maybe after a refresh. */
  async #renew(
    session: Session,
    refused: string,
    patience: CallPatience,
    signal?: AbortSignal | null,
  ): Promise<boolean> {
    if (session.accessToken !== refused) return true;
    if (session.refreshToken === undefined) return false;
    signal?.throwIfAborted();
    try {
      await this.#refresh(session, session.refreshToken, patience, signal);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  /** Refreshes the session, once for all who ask while it is under way. */
  #refresh(session: Session, refreshToken: string, patience: CallPatience, signal?: AbortSignal | null): Promise<void> {
    if (session.refresh === undefined || session.refresh.isAbandoned) {
      session.refresh = new Refresh(this.#options, (refresh) =>
        this.#exchangeTokens(session, refreshToken, refresh).finally(() => {
          if (session.refresh === refresh) session.refresh = undefined;
        }),
      );
    }
    return session.refresh.wait(patience, signal);
  }

  async #exchangeTokens(session: Session, refreshToken: string, refresh: Refresh): Promise<void> {
    const sessions = new SessionsApi({
      ...this.#configuration,
      send: async (url, init) => successOf(await exchange(url, init, refresh)),
    });
    try {
      Object.assign(session, await tokensOf(await sessions.refreshSessionRaw({ sessionRefresh: { refreshToken } })));
    } catch (error) {
      if (isRefusal(error)) {
        session.refreshToken = undefined;
        this.#forget(session);
      }
      throw error;
    }
  }

  /** Unless another one has begun meanwhile. */
  #forget(session: Session): void {
    if (this.#session === session) this.#session = undefined;
  }
}

function basePath(address: string | URL): string {
  const url = parsed(address);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new TypeError(
      'the address of the server must be http(s)://HOST/PATH, without a user, a query and a fragment',
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Without the error of URL, which shows the address, and with it a password. */
function parsed(address: string | URL): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

function isExpired(answer: Response): boolean {
  return answer.status === 401 && isTokenRefused(answer.headers.get('WWW-Authenticate') ?? '');
}

/** Whether the server has refused a refresh for good, rather than failed at it or been too busy. */
function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && error.status < 500 && ![408, 429].includes(error.status);
}

async function tokensOf(answer: ApiResponse<Tokens>): Promise<Pick<Tokens, 'accessToken' | 'refreshToken'>> {
  const { accessToken, refreshToken } = await answer.value();
  for (const token of [accessToken, refreshToken]) {
    if (!TOKEN.test(token)) throw new UnexpectedResponseError(answer.raw.status, 'there are no tokens in it');
  }
  return { accessToken, refreshToken };
}
