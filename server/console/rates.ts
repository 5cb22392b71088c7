/** Rate limits of the console: no browser and no address at home can make the others wait. */
import { LatchkeyError } from '../../shared/errors.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** How many buckets are kept; beyond it the oldest is dropped, and starts full again. */
const REMEMBERED = 10_000;

/** Token buckets by key. */
export class Rates {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: { readonly perSecond: number; readonly burst: number }) {
    this.#perSecond = limits.perSecond;
    this.#burst = limits.burst;
  }

  /** @param now milliseconds. @returns whether one more request is allowed */
  take(key: string, now: number): boolean {
    const before = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    const since = Math.max(0, now - before.at) / 1000;
    const tokens = Math.min(this.#burst, before.tokens + since * this.#perSecond);
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: Math.max(0, tokens - 1), at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > REMEMBERED && oldest !== undefined) this.#buckets.delete(oldest);
    return tokens >= 1;
  }

  /**
   * Counts one more request.
   * @param now milliseconds
   * @throws LatchkeyError TOO_MANY_REQUESTS
   */
  require(key: string, now: number): void {
    if (!this.take(key, now)) throw new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: 1 });
  }
}
