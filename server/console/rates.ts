/** How much anybody may ask of the console, so that one browser, or one neighbour, keeps nobody else waiting. */

interface Bucket {
  tokens: number;
  at: number;
}

/** More than that many are not remembered: the oldest are forgotten, and may begin anew. */
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

  /** @param now milliseconds. @returns whether one more is fine */
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
}
