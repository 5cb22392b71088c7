import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { ActiveSetReconciler, Repairs } from './active-set.ts';
import type { ConnectionTracker } from './connections.ts';

/** The longest time between two whole looks, in milliseconds: for whatever no stamp shows. */
const WHOLE_LOOK_EVERY = 60_000;

/** Two changes of a folder may have one stamp when they are closer together than this, in milliseconds. */
const STAMP_GRAIN = 1000;

const NOTHING_REPAIRED: Repairs = { created: [], removed: [], stuck: [] };

/** The active set's folder by its stamp. */
export interface Stamped {
  /** Another text after names were added or removed, unless that was within a second of the change before. */
  stamp(): Promise<string>;
}

/** A whole look that found everything in step, and what it holds for. */
interface InStep {
  readonly stamp: string;
  readonly version: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Looks every few seconds whether the active set is what the registry says. Where neither has changed since the last
 * whole look and no certificate has expired, a stamp is enough. With 10,000 devices the whole look takes 52 ms of
 * the thread that new connections wait for, the stamp 0.1 ms (docs/benchmarks.md).
 */
export class ActiveSetWatch {
  readonly #reconciler: Pick<ActiveSetReconciler, 'reconcile'>;
  readonly #connections: Pick<ConnectionTracker, 'reconcile'>;
  readonly #registry: Pick<Registry, 'activeVersion' | 'nextEnd'>;
  readonly #activeSet: Stamped;
  readonly #clock: Clock;
  #stamp = '';
  #stampSince = 0;
  #inStep: InStep | undefined;

  constructor(ports: {
    readonly reconciler: Pick<ActiveSetReconciler, 'reconcile'>;
    readonly connections: Pick<ConnectionTracker, 'reconcile'>;
    readonly registry: Pick<Registry, 'activeVersion' | 'nextEnd'>;
    readonly activeSet: Stamped;
    readonly clock: Clock;
  }) {
    this.#reconciler = ports.reconciler;
    this.#connections = ports.connections;
    this.#registry = ports.registry;
    this.#activeSet = ports.activeSet;
    this.#clock = ports.clock;
  }

  /** As {@link ActiveSetReconciler.reconcile}. */
  async look(): Promise<Repairs> {
    const now = this.#clock.now();
    // Both before the look itself: what changes while it looks shows at the next one.
    const version = this.#registry.activeVersion();
    const stamp = await this.#activeSet.stamp();
    if (this.#holds(stamp, version, now)) {
      await this.#connections.reconcile();
      return NOTHING_REPAIRED;
    }
    if (stamp !== this.#stamp) [this.#stamp, this.#stampSince] = [stamp, now];
    this.#inStep = undefined;
    const repaired = await this.#reconciler.reconcile();
    const changed = repaired.created.length + repaired.removed.length + repaired.stuck.length > 0;
    if (!changed && now - this.#stampSince >= STAMP_GRAIN) {
      const until = Math.min(now + WHOLE_LOOK_EVERY, this.#registry.nextEnd(now) ?? Number.POSITIVE_INFINITY);
      this.#inStep = { stamp, version, from: now, until };
    }
    return repaired;
  }

  #holds(stamp: string, version: number, now: number): boolean {
    const known = this.#inStep;
    if (known?.stamp !== stamp || known.version !== version) return false;
    // A clock that was put back makes ended certificates good again.
    return now >= known.from && now < known.until;
  }
}
