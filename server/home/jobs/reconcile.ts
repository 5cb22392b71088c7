import { LatchkeyError } from '../../../shared/errors.ts';
import type { Repairs } from '../../core/access/active-set.ts';
import { ActiveSetWatch } from '../../core/access/active-set-watch.ts';
import { LastSeen, type Passage } from '../../core/access/last-seen.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { type Repeating, repeat } from '../../platform/repeat.ts';
import { SqliteSightings } from '../../store/last-seen.ts';
import type { Part } from '../lifecycle.ts';
import type { OpenHome } from '../open.ts';

/** Between two looks at whether the active set is what the registry says, in milliseconds. */
const LOOK_EVERY = 2000;

export interface ReconcileOptions {
  readonly home: OpenHome;
  readonly clock: Clock;
  readonly onRepaired: (repaired: Repairs) => void;
  readonly onWarning: (message: string) => void;
  /** The registry is not there any more, or not readable: nobody could be shut out. */
  readonly onLost: (error: LatchkeyError) => void;
}

const LOST: ReadonlySet<string> = new Set(['REGISTRY_REPLACED', 'REGISTRY_DAMAGED']);

/** What goes on every few seconds while a home runs: the active set, the connections, who was seen. */
export class ReconcileJob implements Part {
  readonly #options: ReconcileOptions;
  readonly #sightings: SqliteSightings;
  readonly #lastSeen: LastSeen;
  readonly #watch: ActiveSetWatch;
  #looks: Repeating | undefined;

  constructor(options: ReconcileOptions) {
    const { home, clock } = options;
    this.#options = options;
    this.#sightings = new SqliteSightings(home.layout.registry);
    this.#lastSeen = new LastSeen({ store: this.#sightings, clock, on: () => home.config.devices.lastSeen });
    this.#watch = new ActiveSetWatch({ ...home, clock });
  }

  /** For the auth endpoint: a connection was let through. */
  readonly passed = (passage: Passage): void => this.#lastSeen.passed(passage);

  /** Brings the active set in step, once and whole. */
  async reconcile(): Promise<void> {
    this.#report(await this.#options.home.reconciler.reconcile());
  }

  /** Looks every few seconds from now on. @returns ends it */
  start(): Repeating {
    this.#looks = repeat(
      LOOK_EVERY,
      () => this.#look(),
      (thrown) => this.#options.onWarning(`active set: ${thrown}`),
    );
    return this.#looks;
  }

  /** Ends it and writes down who was seen last. */
  async stop(): Promise<void> {
    await this.#looks?.stop();
    this.#flush();
    this.#sightings.close();
  }

  /** A failed look is tried again: a full disk must not end what keeps strangers out. */
  async #look(): Promise<void> {
    const { home, onLost } = this.#options;
    try {
      // First: by an old registry, somebody whom a command has just shut out in the new one would be let in again.
      home.registry.check();
      this.#report(await this.#watch.look());
      this.#lastSeen.stillHere(await home.connections.prune());
    } catch (thrown) {
      if (!LatchkeyError.is(thrown) || !LOST.has(thrown.code)) throw thrown;
      onLost(thrown);
    } finally {
      this.#flush();
    }
  }

  #report(repaired: Repairs): void {
    const { created, removed, stuck } = repaired;
    if (created.length + removed.length + stuck.length > 0) this.#options.onRepaired(repaired);
  }

  #flush(): void {
    try {
      this.#lastSeen.flush();
    } catch (thrown) {
      this.#options.onWarning(`last seen: ${String(thrown)}`);
    }
  }
}
