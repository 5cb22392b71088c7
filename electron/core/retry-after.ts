/**
 * Tries again when a home that is busy says when (Retry-After, RFC 9110 section 10.2.3): as often as it takes, for some
 * minutes at most, and never sooner than the home said. Whoever waits holds no lock and can be stopped.
 */
import { type ErrorCode, LatchkeyError } from '../../shared/errors.ts';

/** All waits of one run together, in seconds. Longer than that, the person decides. */
const LONGEST_WAIT_S = 150;

const BUSY: ReadonlySet<ErrorCode> = new Set(['TOO_MANY_REQUESTS', 'UNAVAILABLE']);

export interface RetryAfterDeps {
  /** Resolves after so many milliseconds, and at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of every wait before it begins, in seconds, and of its end (undefined). */
  readonly waiting: (seconds: number | undefined) => void;
}

/** Runs work that a busy home may refuse, and waits as long as the home asks. Several runs may wait at the same time. */
export class RetryAfter {
  readonly #deps: RetryAfterDeps;
  readonly #waits = new Set<AbortController>();

  constructor(deps: RetryAfterDeps) {
    this.#deps = deps;
  }

  /**
   * @param errorIn the error in a result, for work that does not throw it
   * @returns what the last try came to
   * @throws what the last try threw
   */
  async run<T>(work: () => Promise<T>, errorIn: (result: T) => LatchkeyError | undefined): Promise<T> {
    let left = LONGEST_WAIT_S;
    for (let tries = 0; ; tries += 1) {
      const outcome = await attempt(work);
      const error = outcome.thrown ?? errorIn(outcome.result);
      const seconds = pause(error, tries);
      if (seconds === undefined || seconds > left || !(await this.#wait(seconds))) {
        if (outcome.thrown) throw outcome.thrown;
        return outcome.result;
      }
      left -= seconds;
    }
  }

  /** Ends every wait that is under way; what was waited for fails as the home said. */
  stop(): void {
    for (const wait of this.#waits) wait.abort();
  }

  /** @returns false when it was stopped */
  async #wait(seconds: number): Promise<boolean> {
    const { sleep, waiting } = this.#deps;
    const wait = new AbortController();
    this.#waits.add(wait);
    waiting(seconds);
    try {
      await sleep(seconds * 1000, wait.signal);
      return !wait.signal.aborted;
    } finally {
      this.#waits.delete(wait);
      if (this.#waits.size === 0) waiting(undefined);
    }
  }
}

/** @returns seconds, at least twice as many each time; undefined when the home has not said when to come back */
function pause(error: LatchkeyError | undefined, tries: number): number | undefined {
  if (error?.retryAfter === undefined || !BUSY.has(error.code)) return undefined;
  return Math.max(Math.ceil(error.retryAfter), 2 ** tries);
}

type Attempt<T> = { readonly thrown: LatchkeyError } | { readonly thrown?: undefined; readonly result: T };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (!LatchkeyError.is(error)) throw error;
    return { thrown: error };
  }
}
