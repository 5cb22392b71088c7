import { LatchkeyError } from '../../../shared/errors.ts';
import type { Clock } from '../../core/ports/basics.ts';

/** For how long a reply is kept for whoever lost it; milliseconds. */
const KEPT = 10 * 60_000;
/** At most so many; the oldest go first. */
const MOST = 200;

/** Does a thing once for each key: whoever asks again gets the same reply. In memory alone. */
export class Once<Reply> {
  readonly #clock: Clock;
  readonly #done = new Map<string, { readonly at: number; readonly order: string; readonly reply: Promise<Reply> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param order what is asked for
   * @throws LatchkeyError REQUEST_NOT_VALID when the same key comes with another order; what `work` throws, and then it
   * can be asked for again
   */
  run(key: string, order: string, work: () => Promise<Reply>): Promise<Reply> {
    const now = this.#clock.now();
    for (const [each, { at }] of this.#done) {
      if (now - at < KEPT && this.#done.size < MOST) break;
      this.#done.delete(each);
    }
    const before = this.#done.get(key);
    if (before && before.order !== order)
      throw new LatchkeyError('REQUEST_NOT_VALID', { detail: 'request: was sent before, with something else.' });
    if (before) return before.reply;
    const reply = work();
    this.#done.set(key, { at: now, order, reply });
    reply.catch(() => this.#done.delete(key));
    return reply;
  }
}
