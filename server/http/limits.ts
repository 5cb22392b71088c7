import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';

/** What {@link limitsSection} says of the signing API, and why. */
export type Limits = Pick<HomeConfig['limits'], 'requests' | 'failures'>;

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
    const own = await this.#perSource.consume(source).catch(refuseFor(this.#perSource));
    try {
      await this.#overAll.consume(EVERYBODY).catch(refuseFor(this.#overAll));
    } catch (refusal) {
      if (own.isFirstInDuration) await this.#perSource.delete(source);
      throw refusal;
    }
  }

  /** Other limits from now on. What was used up stays used up. */
  follow(limits: Limits['requests']): void {
    Object.assign(this.#perSource, limits.perSource);
    Object.assign(this.#overAll, limits.overAll);
  }

  async giveBack(source: string): Promise<void> {
    await this.#perSource.reward(source);
    await this.#overAll.reward(EVERYBODY);
  }
}

/** No wait is longer than the allowance's own time, whatever the clock has done since. */
const refuseFor =
  ({ duration }: RateLimiterMemory) =>
  (reason: unknown): never => {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const seconds = Math.min(Math.ceil(reason.msBeforeNext / 1000), duration);
    throw new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: Math.max(1, seconds) });
  };

/** Whoever wants to know what strangers try. */
export interface AttemptWatch {
  /** A code or secret of this source was wrong. */
  failed(source: string): void;
  /** An attempt of this source was not looked at, since there were too many. */
  refused(source: string): void;
}

/** What the signing API lets strangers do. In memory: a restart forgives. */
export class Limiter {
  readonly #attempts: AttemptWatch;
  readonly #requests: Bucket;
  readonly #failures: Bucket;

  constructor(limits: Limits, attempts: AttemptWatch) {
    this.#attempts = attempts;
    this.#requests = new Bucket(limits.requests);
    this.#failures = new Bucket(limits.failures);
  }

  /** Other limits from now on. What was used up stays used up. */
  follow(limits: Limits): void {
    this.#requests.follow(limits.requests);
    this.#failures.follow(limits.failures);
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
    await this.#failures.take(source).catch((error: unknown) => {
      this.#attempts.refused(source);
      throw error;
    });
    try {
      const result = await run();
      await this.#failures.giveBack(source);
      return result;
    } catch (error) {
      if (isFailure(error)) this.#attempts.failed(source);
      else await this.#failures.giveBack(source);
      throw error;
    }
  }
}
