import type { Clock } from '../ports/basics.ts';
import type { Audit } from './audit.ts';

/** How long attempts are counted before they become entries: a quarter of an hour. */
export const ATTEMPTS_WINDOW = 15 * 60 * 1000;

/**
 * Sources that are told apart within one window. When more of them guess, it is one attack by many, and one entry: a
 * thousand addresses must not be able to fill the log.
 */
export const NAMED_SOURCES = 20;

interface Count {
  failures: number;
  refused: number;
  alarmed: boolean;
}

const nothing = (): Count => ({ failures: 0, refused: 0, alarmed: false });

/**
 * Counts wrong codes and secrets, and writes what they amount to: one entry for each source and window when the window
 * is over, and an alarm at once when a source has had more wrong ones than honest people do, or when many sources guess
 * together.
 */
export class Attempts {
  readonly #audit: Audit;
  readonly #clock: Clock;
  #began = 0;
  #sources = new Map<string, Count>();
  #others = nothing();

  constructor(ports: { readonly audit: Audit; readonly clock: Clock }) {
    this.#audit = ports.audit;
    this.#clock = ports.clock;
  }

  /**
   * A code or secret was looked at and wrong.
   * @param source an address, or the network that counts as one
   * @param allowed so many of one source in one window are no attack yet
   */
  failed(source: string, allowed: number): void {
    this.sweep();
    const count = this.#countOf(source);
    count.failures += 1;
    if (count.alarmed) return;
    if (count === this.#others) {
      this.#alarm(count, () =>
        this.#audit.record({
          kind: 'brute-force-distributed',
          actor: 'latchkey',
          outcome: 'refused',
          detail: { addresses: NAMED_SOURCES },
        }),
      );
    } else if (count.failures >= allowed) {
      this.#alarm(count, () =>
        this.#audit.record({
          kind: 'brute-force',
          actor: `address:${source}`,
          outcome: 'refused',
          subject: source,
          detail: { failures: count.failures },
        }),
      );
    }
  }

  /** Its attempt was not even looked at: its turn did not come in time. */
  refused(source: string): void {
    this.sweep();
    this.#countOf(source).refused += 1;
  }

  /** Writes what the window that is over amounts to. Also to be called now and then, when nobody tries anything. */
  sweep(): void {
    const age = this.#clock.now() - this.#began;
    // A clock that was put back must not make one window last for years.
    if (this.#isCounting() && (age < 0 || age >= ATTEMPTS_WINDOW)) this.flush();
    if (!this.#isCounting()) this.#began = this.#clock.now();
  }

  /** Writes what was counted so far. To be called when the home stops. */
  flush(): void {
    const counted: [string, Count][] = [...this.#sources];
    if (this.#others.failures + this.#others.refused > 0) counted.push(['other addresses', this.#others]);
    this.#sources = new Map();
    this.#others = nothing();
    for (const [subject, { failures, refused }] of counted) {
      this.#audit.record({
        kind: 'attempts-failed',
        actor: 'latchkey',
        outcome: 'refused',
        subject,
        detail: { failures, refused, since: new Date(this.#began).toISOString() },
      });
    }
  }

  #isCounting(): boolean {
    return this.#sources.size > 0;
  }

  #countOf(source: string): Count {
    const known = this.#sources.get(source);
    if (known) return known;
    if (this.#sources.size >= NAMED_SOURCES) return this.#others;
    const count = nothing();
    this.#sources.set(source, count);
    return count;
  }

  /** Once per window; tried again when it could not be written. */
  #alarm(count: Count, write: () => void): void {
    write();
    count.alarmed = true;
  }
}
