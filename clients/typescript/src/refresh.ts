// A refresh of the session, for all calls that wait for it. It knows nothing of tokens.

import { type CallPatience, failureOf, type Patience } from './http.js';

interface Waiting {
  patience: CallPatience;
  fail: (error: unknown) => void;
}

/** Goes on while the server is busy, until the last call has no patience left. A call that has less than others fails before them. */
export class Refresh implements Patience {
  readonly timeout: number;
  retries: number;
  readonly #ended: Promise<void>;
  readonly #calls = new Set<Waiting>();
  /** The last wait: until when, by `performance.now()`, and the answer that asked for it. */
  #pause: { until: number; answer: Response } | undefined;

  constructor(options: { timeout: number; retries: number }, run: (refresh: Refresh) => Promise<void>) {
    this.timeout = options.timeout;
    this.retries = options.retries;
    this.#ended = run(this);
  }

  /** Waits until it has ended, and fails as it does. */
  async wait(patience: CallPatience, signal?: AbortSignal | null): Promise<void> {
    if (this.#pause !== undefined) {
      const rest = this.#pause.until - performance.now();
      if (rest > 0 && !patience.waits(rest)) throw await failureOf(this.#pause.answer.clone());
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
      };
      this.#calls.add(call);
      signal?.addEventListener('abort', abort);
      this.#ended.finally(leave).then(resolve, fail);
    });
  }

  waits(milliseconds: number, answer: Response): boolean {
    const calls = [...this.#calls];
    const impatient = calls.filter(({ patience }) => !patience.waits(milliseconds));
    // They fail with the refresh.
    if (impatient.length === calls.length) return false;
    for (const call of impatient) {
      this.#calls.delete(call);
      failureOf(answer.clone()).then(call.fail);
    }
    this.#pause = { until: performance.now() + milliseconds, answer };
    return true;
  }
}
