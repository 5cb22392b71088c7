import { FINGERPRINT_OF_NOTHING, fingerprintSchema } from '../../shared/api.ts';
import type { ConnectionKeeper } from './connections.ts';
import type { ActiveSet, Clock, Registry } from './ports.ts';

/** What {@link ActiveSetKeeper.reconcile} had to mend. All empty: the active set was what the registry says. */
export interface Mended {
  readonly created: readonly string[];
  readonly removed: readonly string[];
  /** What should not be there and could not be taken away: a folder, say. */
  readonly stuck: readonly string[];
}

const isFingerprint = (name: string) => fingerprintSchema.safeParse(name).success && name !== FINGERPRINT_OF_NOTHING;

type Connections = Pick<ConnectionKeeper, 'cut' | 'reconcile'>;

/** Keeps the active set what the registry says. Other processes may do the same at the same time. */
export class ActiveSetKeeper {
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
    return (await this.#admit(fingerprint)) !== 'refused';
  }

  /**
   * Stops letting certificates in, then ends what is open with them. To be called after the registry has them as ended.
   */
  async refuse(fingerprints: readonly string[]): Promise<void> {
    for (const fingerprint of fingerprints) await this.#activeSet.remove(fingerprint);
    for (const fingerprint of fingerprints) await this.#connections.cut(fingerprint);
  }

  /**
   * Stops letting certificates in that a renewal has replaced. What is open with them goes on until its next request.
   * To be called after the registry has them as superseded.
   */
  async retire(fingerprints: readonly string[]): Promise<void> {
    for (const fingerprint of fingerprints) await this.#activeSet.remove(fingerprint);
  }

  /** Makes the active set what the registry says, whatever happened to it, and says what was mended. */
  async reconcile(): Promise<Mended> {
    // First the set, then the registry: what is in the set was in the registry before, so what the registry does not
    // have as active at this later moment will never be active again.
    const present = new Set(await this.#activeSet.list());
    const active = new Set(this.#registry.activeFingerprints(this.#clock.now()).filter(isFingerprint));

    const created: string[] = [];
    for (const fingerprint of active) {
      if (!present.has(fingerprint) && (await this.#admit(fingerprint)) === 'added') created.push(fingerprint);
    }
    const removed: string[] = [];
    const stuck: string[] = [];
    for (const name of present) {
      if (active.has(name)) continue;
      try {
        if (await this.#activeSet.remove(name)) removed.push(name);
      } catch {
        stuck.push(name);
      }
    }
    await this.#connections.reconcile();
    return { created, removed, stuck };
  }

  async #admit(fingerprint: string): Promise<'added' | 'present' | 'refused'> {
    if (!isFingerprint(fingerprint)) return 'refused';
    const added = await this.#activeSet.add(fingerprint);
    // Another process may have shut the device out between the caller's look at the registry and the line above. It
    // removes the fingerprint after it has told the registry: so either this look sees that, or that removal is later.
    if (this.#registry.isActive(fingerprint, this.#clock.now())) return added ? 'added' : 'present';
    await this.#activeSet.remove(fingerprint);
    return 'refused';
  }
}
