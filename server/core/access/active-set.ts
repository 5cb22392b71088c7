import { FINGERPRINT_OF_NOTHING, fingerprintSchema } from '../../../shared/fingerprint.ts';
import type { Clock } from '../ports/basics.ts';
import type { ActiveSet } from '../ports/connections.ts';
import type { Registry } from '../ports/registry.ts';
import type { ConnectionTracker } from './connections.ts';

/** What {@link ActiveSetReconciler.reconcile} had to fix. All empty: the active set was what the registry says. */
export interface Repairs {
  readonly created: readonly string[];
  readonly removed: readonly string[];
  /** What should not be there and could not be taken away: a folder, say. */
  readonly stuck: readonly string[];
}

const isFingerprint = (name: string) => fingerprintSchema.safeParse(name).success && name !== FINGERPRINT_OF_NOTHING;

/** How many names are worked on at a time: the disk writes them down together. */
const AT_ONCE = 64;

/** Works on everything, also on what comes after a failure. @throws what failed first */
async function inBatches(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const ends = await Promise.allSettled(names.slice(start, start + AT_ONCE).map(work));
    for (const end of ends) if (end.status === 'rejected') failures.push(end.reason);
  }
  if (failures.length > 0) throw failures[0];
}

type Connections = Pick<ConnectionTracker, 'cut' | 'retire' | 'reconcile'>;

/** Keeps the active set what the registry says. Other processes may do the same at the same time. */
export class ActiveSetReconciler {
  readonly #registry: Registry;
  readonly #activeSet: ActiveSet;
  readonly #connections: Connections;
  readonly #clock: Clock;

  constructor(ports: {
    readonly registry: Registry;
    readonly activeSet: ActiveSet;
    readonly connections: Connections;
    readonly clock: Clock;
  }) {
    this.#registry = ports.registry;
    this.#activeSet = ports.activeSet;
    this.#connections = ports.connections;
    this.#clock = ports.clock;
  }

  /**
   * Lets a certificate in that the registry has as active.
   * @returns whether it is in; false when it is not (or no longer) active
   */
  async admit(fingerprint: string): Promise<boolean> {
    return isFingerprint(fingerprint) && (await this.#settle(fingerprint)).active;
  }

  /**
   * Stops letting certificates in, then ends what is open with them. To be called after the registry has them as ended.
   */
  async refuse(fingerprints: readonly string[]): Promise<void> {
    for (const fingerprint of fingerprints) await this.#settle(fingerprint);
    for (const fingerprint of fingerprints) await this.#connections.cut(fingerprint);
  }

  /**
   * Stops letting certificates in that a renewal has replaced. What is open with them goes on until its next request.
   * To be called after the registry has them as superseded.
   */
  async retire(fingerprints: readonly string[]): Promise<void> {
    for (const fingerprint of fingerprints) await this.#settle(fingerprint);
    for (const fingerprint of fingerprints) await this.#connections.retire(fingerprint);
  }

  /** Makes the active set what the registry says, whatever happened to it, and says what was repaired. */
  async reconcile(): Promise<Repairs> {
    const present = new Set(await this.#activeSet.list());
    const active = new Set(this.#registry.activeFingerprints(this.#clock.now()).filter(isFingerprint));
    // Both lists may be out of date: where they differ, #settle asks the registry again.
    const created: string[] = [];
    const removed: string[] = [];
    const stuck: string[] = [];
    const fix = async (name: string) => {
      try {
        const { active: wanted, changed } = isFingerprint(name)
          ? await this.#settle(name)
          : { active: false, changed: await this.#activeSet.remove(name) };
        if (changed) (wanted ? created : removed).push(name);
      } catch (error) {
        // A name that cannot be added is an error (a full disk); one that cannot be removed is reported as stuck.
        if (!present.has(name)) throw error;
        stuck.push(name);
      }
    };
    // Who is to be kept out comes first.
    await inBatches(
      [...present].filter((each) => !active.has(each)),
      fix,
    );
    await inBatches(
      [...active].filter((each) => !present.has(each)),
      fix,
    );
    await this.#connections.reconcile();
    return { created, removed, stuck };
  }

  /**
   * Makes one name of the set what the registry says. Other processes do the same, and a device may be shut out and let
   * in again meanwhile. So the registry is asked again after each change.
   */
  async #settle(fingerprint: string): Promise<{ active: boolean; changed: boolean }> {
    let changed = false;
    for (;;) {
      const active = this.#registry.isActive(fingerprint, this.#clock.now());
      const did = active ? await this.#activeSet.add(fingerprint) : await this.#activeSet.remove(fingerprint);
      // Added and taken away again is no change.
      changed = changed !== did;
      if (this.#registry.isActive(fingerprint, this.#clock.now()) === active) return { active, changed };
    }
  }
}
