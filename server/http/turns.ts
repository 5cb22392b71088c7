import type { Allowance } from '../core/config/sections/limits.ts';

/** How many turns may be taken at once after a pause, at most: nobody saves up more. */
const BURST = 20;
/** Milliseconds that somebody waits before they are asked to come again; shorter than any client's patience. */
export const LONGEST_WAIT = 8000;
/** Groups whose last turn is remembered. A group that is forgotten counts as new. */
const REMEMBERED = 20_000;

interface Waiter {
  /** Widest first. */
  readonly groups: readonly string[];
  readonly begin: () => void;
}

/** One turn that somebody had. */
export interface Turn {
  /** As if it had not been taken. */
  giveBack(): void;
}

/**
 * So many turns in a time, shared out fairly instead of refused. Whoever comes while there are turns left has one at
 * once. Otherwise the next turn is for the widest group that has had none for the longest time, within it for the next
 * narrower group by the same rule, and so on (least recently served, at each level): many addresses of one network wait
 * for each other, and a network that nobody has heard of goes first.
 */
export class Turns {
  readonly #allowance: () => Allowance;
  readonly #now: () => number;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiter>();
  /** The number of each group's last turn; the oldest first. */
  readonly #served = new Map<string, number>();
  #turns = 0;
  #left: number;
  #leftAt: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param allowance read at every turn: it may change meanwhile @param now milliseconds of a clock that never jumps */
  constructor(allowance: () => Allowance, now = () => performance.now()) {
    this.#allowance = allowance;
    this.#now = now;
    this.#leftAt = now();
    this.#left = this.#most;
  }

  /**
   * Waits for a turn.
   * @param groups who asks, the widest group first
   * @param gone aborted when nobody waits for the answer any more
   * @returns undefined when there was none within {@link LONGEST_WAIT}, or the asker is gone
   */
  take(groups: readonly string[], gone?: AbortSignal): Promise<Turn | undefined> {
    if (gone?.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const leave = () => {
        this.#waiting.delete(waiter);
        clearTimeout(timer);
        gone?.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        leave();
        resolve(undefined);
      };
      const begin = () => {
        leave();
        resolve(this.#turn(groups));
      };
      const waiter: Waiter = { groups, begin };
      const timer = setTimeout(giveUp, LONGEST_WAIT).unref();
      gone?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiter);
      this.#serve();
    });
  }

  get #perMillisecond(): number {
    const { points, duration } = this.#allowance();
    return points / duration / 1000;
  }

  get #most(): number {
    return Math.min(BURST, this.#allowance().points);
  }

  #serve(): void {
    clearTimeout(this.#timer);
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#leftAt) * this.#perMillisecond);
    this.#leftAt = now;
    // Nobody is looked for while there is no turn: of a crowd, everybody who comes would look through all who wait.
    while (this.#left >= 1) {
      const next = this.#next();
      if (!next) break;
      this.#left -= 1;
      next.begin();
    }
    if (this.#waiting.size === 0) return;
    const wait = Math.ceil((1 - this.#left) / this.#perMillisecond);
    this.#timer = setTimeout(() => this.#serve(), Math.min(wait, LONGEST_WAIT)).unref();
  }

  /** Of equals the first that came. */
  #next(): Waiter | undefined {
    let first: Waiter | undefined;
    for (const waiter of this.#waiting) if (!first || this.#isBefore(waiter, first)) first = waiter;
    return first;
  }

  /** No two groups of one level had the same turn: equal numbers are the same group, or neither has had any. */
  #isBefore({ groups }: Waiter, other: Waiter): boolean {
    for (const [level, group] of groups.entries()) {
      const difference = this.#lastTurn(group) - this.#lastTurn(other.groups[level] ?? '');
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  #lastTurn(group: string): number {
    return this.#served.get(group) ?? 0;
  }

  #turn(groups: readonly string[]): Turn {
    this.#turns += 1;
    const mine = this.#turns;
    const before = groups.map((group) => [group, this.#served.get(group)] as const);
    for (const group of groups) this.#remember(group, mine);
    return {
      giveBack: () => {
        this.#left = Math.min(this.#most, this.#left + 1);
        for (const [group, last] of before) {
          if (this.#served.get(group) !== mine) continue;
          if (last === undefined) this.#served.delete(group);
          else this.#served.set(group, last);
        }
        this.#serve();
      },
    };
  }

  #remember(group: string, turn: number): void {
    this.#served.delete(group);
    this.#served.set(group, turn);
    if (this.#served.size <= REMEMBERED) return;
    const [oldest] = this.#served.keys();
    if (oldest !== undefined) this.#served.delete(oldest);
  }
}
