/**
 * When the app looks after its homes: soon after a start and a wake from sleep, once a day, and sooner again after a
 * round that did not end well. Always at a random moment, so that the relatives of one home do not all come at once
 * when its power is back.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Network and keyring are seldom there in the first seconds. */
const SOON = { least: 10_000, more: 50_000 };
const DAILY = { least: 23 * 60 * MINUTE, more: 2 * 60 * MINUTE };
const FIRST_PAUSE = 15 * MINUTE;

export interface RenewalSchedulerDeps {
  /** One round over all homes; `again` when something could not be done. */
  readonly round: () => Promise<'fine' | 'again'>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Calls once after so many milliseconds. @returns what takes that back */
  readonly after: (ms: number, call: () => void) => () => void;
  /** Hears the computer wake up. */
  readonly onResume: (hear: () => void) => void;
  /** In place of the time to wait after a start or a wake, in milliseconds. */
  readonly soon?: number | undefined;
  /** What went wrong that nobody expected. */
  readonly bug: (error: unknown) => void;
}

export class RenewalScheduler {
  readonly #deps: RenewalSchedulerDeps;
  #cancel: (() => void) | undefined;
  #running = false;
  /** RenewalScheduler in a row that did not end well. */
  #failed = 0;

  constructor(deps: RenewalSchedulerDeps) {
    this.#deps = deps;
  }

  begin(): void {
    const soon = () => this.#plan(this.#deps.soon ?? this.#within(SOON));
    soon();
    this.#deps.onResume(soon);
  }

  #plan(ms: number): void {
    // The round under way plans the next one when it ends.
    if (this.#running) return;
    this.#cancel?.();
    this.#cancel = this.#deps.after(ms, () => void this.#round());
  }

  async #round(): Promise<void> {
    this.#running = true;
    try {
      this.#failed = (await this.#deps.round()) === 'fine' ? 0 : this.#failed + 1;
    } catch (error) {
      this.#deps.bug(error);
      this.#failed += 1;
    } finally {
      this.#running = false;
    }
    this.#plan(this.#failed === 0 ? this.#within(DAILY) : this.#pause());
  }

  /** Twice as long each time, at most a day, and half as much again by chance. */
  #pause(): number {
    const least = Math.min(FIRST_PAUSE * 2 ** (this.#failed - 1), DAY / 1.5);
    return this.#within({ least, more: least / 2 });
  }

  #within({ least, more }: { readonly least: number; readonly more: number }): number {
    return Math.round(least + this.#deps.random() * more);
  }
}
