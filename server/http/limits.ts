import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { Source } from './source.ts';
import { type Turn, Turns } from './turns.ts';

/** What {@link limitsSection} says of the signing API, and why. */
export type Limits = Pick<HomeConfig['limits'], 'requests' | 'failures'>;

/** Counts failed attempts, for the audit log. */
export interface AttemptWatch {
  /**
   * A code or secret of this source was wrong.
   * @param allowed this many of one source in one window are no attack yet
   */
  failed(source: string, allowed: number): void;
  /** An attempt of this source was not looked at: its turn did not come in time. */
  refused(source: string): void;
}

/** Who asks, as far as limits go by it. */
export interface Caller {
  readonly source: Pick<Source, 'key' | 'groups' | 'zone'>;
  /** The fingerprint of the certificate on the connection, when it is an active one. */
  active(): string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

/** Seconds (Retry-After) for a request whose turn did not come in time. */
const COME_AGAIN = 2;

const WRONG = new Set<LatchkeyError['code']>(['INVITATION_NOT_VALID', 'RENEWAL_SECRET_NOT_VALID']);
const isWrong = (error: unknown) => LatchkeyError.is(error) && WRONG.has(error.code);

/**
 * What the signing API lets strangers do. Nobody is refused for what others did: what is too much waits, and the
 * network that was served longest ago goes first ({@link Turns}). Counts are in memory and are lost at a restart.
 */
export class Limiter {
  readonly #limits: () => Limits;
  readonly #attempts: AttemptWatch;
  readonly #requests: Turns;
  readonly #codes: Turns;
  /** For the LAN, so that nobody there waits for the WAN. */
  readonly #codesAtHome: Turns;

  /** @param limits read at every request: they may change meanwhile */
  constructor(limits: () => Limits, attempts: AttemptWatch) {
    this.#limits = limits;
    this.#attempts = attempts;
    this.#requests = new Turns(() => limits().requests.overAll);
    this.#codes = new Turns(() => limits().failures.overAll);
    this.#codesAtHome = new Turns(() => limits().failures.overAll);
  }

  /**
   * Waits until a request without code or secret may be answered. Whoever is at home or shows an active certificate does
   * not wait.
   * @throws LatchkeyError TOO_MANY_REQUESTS
   */
  async request({ source, active, gone }: Caller): Promise<void> {
    if (source.zone === 'lan' || active() !== undefined) return;
    if (!(await this.#requests.take(source.groups, gone))) throw comeAgain();
  }

  /**
   * Tries a code: 55 bits, so that the number of wrong ones in a time is limited over all. A right one takes nothing of
   * that, and who has only ever had right ones goes first.
   * @throws LatchkeyError TOO_MANY_REQUESTS; what `run` throws
   */
  async code<T>({ source, active, gone }: Caller, run: () => Promise<T> | T): Promise<T> {
    const turns = source.zone === 'lan' ? this.#codesAtHome : this.#codes;
    const shown = active();
    const turn = await turns.take(shown === undefined ? source.groups : [shown], gone);
    if (!turn) {
      // A client that hung up while it waited has not tried anything.
      if (!gone.aborted) this.#attempts.refused(source.key);
      throw comeAgain();
    }
    return this.#judged(source.key, run, turn);
  }

  /**
   * Tries a renewal secret (256 bits) or a certificate for EST: nobody guesses those, so a right one never waits. The
   * answer to a wrong one waits as every request does, so that a flood of them is no cheaper than another one.
   * @throws LatchkeyError TOO_MANY_REQUESTS when the secret was wrong; what `run` throws
   */
  async secret<T>(caller: Caller, run: () => Promise<T> | T): Promise<T> {
    try {
      return await this.#judged(caller.source.key, run);
    } catch (error) {
      if (isWrong(error)) await this.request(caller);
      throw error;
    }
  }

  async #judged<T>(key: string, run: () => Promise<T> | T, turn?: Turn): Promise<T> {
    try {
      const result = await run();
      turn?.giveBack();
      return result;
    } catch (error) {
      if (isWrong(error)) this.#attempts.failed(key, this.#limits().failures.perSource.points);
      else turn?.giveBack();
      throw error;
    }
  }
}

const comeAgain = () => new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: COME_AGAIN });
