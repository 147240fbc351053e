// A refresh of the session, for all calls that wait for it. It knows nothing of tokens.

import { type CallPatience, failureOf, type Patience, sleep } from './http.js';

interface Waiting {
  patience: CallPatience;
  fail: (error: unknown) => void;
}

/** Goes on while the server is busy, until the last call has no patience left. A call that has less than others fails before them. */
export class Refresh implements Patience {
  readonly timeout: number;
  readonly #ended: Promise<void>;
  readonly #calls = new Set<Waiting>();
  /** The wait that is under way: until when, by `performance.now()`, and the answer that asked for it. */
  #pause: { until: number; answer: Response } | undefined;
  readonly #abandoned = new AbortController();

  constructor(options: { timeout: number }, run: (refresh: Refresh) => Promise<void>) {
    this.timeout = options.timeout;
    this.#ended = run(this);
  }

  /** Whether all calls that waited for it have given up: it sends nothing more, and another one has to be made. */
  get isAbandoned(): boolean {
    return this.#abandoned.signal.aborted;
  }

  /** Waits until it has ended, and fails as it does. */
  async wait(patience: CallPatience, signal?: AbortSignal | null): Promise<void> {
    if (this.#pause !== undefined) {
      const { until, answer } = this.#pause;
      if (!patience.spend(Math.max(0, until - performance.now()))) throw await failureOf(answer.clone());
    }
    await new Promise<void>((resolve, fail) => {
      const call = { patience, fail };
      const leave = () => {
        this.#calls.delete(call);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        leave();
        fail(signal?.reason);
        // A request that is under way goes on: it may bring the only tokens that still hold.
        if (this.#calls.size === 0 && this.#pause !== undefined) this.#abandoned.abort();
      };
      this.#calls.add(call);
      signal?.addEventListener('abort', abort);
      this.#ended.finally(leave).then(resolve, fail);
    });
  }

  pause(milliseconds: number, answer: Response): Promise<void> | undefined {
    const calls = [...this.#calls];
    const impatient = calls.filter(({ patience }) => !patience.spend(milliseconds));
    // They fail with the refresh.
    if (impatient.length === calls.length) return undefined;
    for (const call of impatient) {
      this.#calls.delete(call);
      failureOf(answer.clone()).then(call.fail);
    }
    this.#pause = { until: performance.now() + milliseconds, answer };
    return sleep(milliseconds, this.#abandoned.signal).then(() => {
      this.#pause = undefined;
    });
  }
}
