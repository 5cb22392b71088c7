import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LatchkeyError } from '../../shared/errors.ts';

/** So many in so many seconds. */
interface Allowance {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

export interface Limits {
  readonly requests: { readonly perSource: Allowance; readonly overAll: Allowance };
  /** Codes and renewal secrets that were wrong. */
  readonly failures: { readonly perSource: Allowance; readonly overAll: Allowance };
}

const MINUTE = 60;

/**
 * Why these numbers.
 *
 * Requests: enrolling takes about six, so twenty computers of one family behind one address may enrol in the same
 * minute. Over all, twenty a second: the dearest request costs some five milliseconds, so that strangers can take a
 * tenth of one core and not more.
 *
 * Failures: apps find typing errors by the check symbol before they send anything, so a wrong code at the server is a
 * used or expired one, and nobody has ten of those in a quarter of an hour. Over all, 1,000 in a quarter of an hour
 * are 288,000 in the three days that a code lives, against 2^55 codes: with ten invitations open, the guessers of the
 * whole world together open something once in some ten billion such codes' lives. It takes a hundred addresses to use
 * that up and so to keep people from enrolling; letting more guesses in would make that harder and guessing easier.
 */
export const DEFAULT_LIMITS: Limits = {
  requests: { perSource: { points: 120, duration: MINUTE }, overAll: { points: 1200, duration: MINUTE } },
  failures: { perSource: { points: 10, duration: 15 * MINUTE }, overAll: { points: 1000, duration: 15 * MINUTE } },
};

/** The key of the bucket that everybody shares. */
const EVERYBODY = 'everybody';

/**
 * One allowance per source and one over all. A source that is over its own takes nothing from everybody's, and a source
 * is remembered only when everybody's had something left: so there are never more sources in memory than the allowance
 * over all has points.
 */
class Bucket {
  readonly #perSource: RateLimiterMemory;
  readonly #overAll: RateLimiterMemory;

  constructor(limits: Limits['requests']) {
    this.#perSource = new RateLimiterMemory(limits.perSource);
    this.#overAll = new RateLimiterMemory(limits.overAll);
  }

  /** @throws LatchkeyError TOO_MANY_REQUESTS with the seconds to wait */
  async take(source: string): Promise<void> {
    const own = await this.#perSource.consume(source).catch(refuse);
    try {
      await this.#overAll.consume(EVERYBODY).catch(refuse);
    } catch (refusal) {
      if (own.isFirstInDuration) await this.#perSource.delete(source);
      throw refusal;
    }
  }

  async giveBack(source: string): Promise<void> {
    await this.#perSource.reward(source);
    await this.#overAll.reward(EVERYBODY);
  }
}

function refuse(reason: unknown): never {
  if (!(reason instanceof RateLimiterRes)) throw reason;
  throw new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: Math.max(1, Math.ceil(reason.msBeforeNext / 1000)) });
}

/** What the signing API lets strangers do. In memory: a restart forgives. */
export class Limiter {
  readonly #requests: Bucket;
  readonly #failures: Bucket;

  constructor(limits: Limits) {
    this.#requests = new Bucket(limits.requests);
    this.#failures = new Bucket(limits.failures);
  }

  /** Counts one request. @throws LatchkeyError TOO_MANY_REQUESTS */
  request(source: string): Promise<void> {
    return this.#requests.take(source);
  }

  /**
   * Runs something that a guesser might try. It is counted as a failure beforehand, so that a thousand guesses at once
   * are a thousand, and forgiven when it did not fail for a wrong secret.
   * @param isFailure whether what was thrown says that the secret was wrong
   * @throws LatchkeyError TOO_MANY_REQUESTS
   */
  async guarded<T>(source: string, isFailure: (error: unknown) => boolean, run: () => Promise<T> | T): Promise<T> {
    await this.#failures.take(source);
    try {
      const result = await run();
      await this.#failures.giveBack(source);
      return result;
    } catch (error) {
      if (!isFailure(error)) await this.#failures.giveBack(source);
      throw error;
    }
  }
}
