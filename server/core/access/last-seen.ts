import type { Clock } from '../ports/basics.ts';
import type { TrackedConnection } from '../ports/connections.ts';
import type { Sighting } from '../records.ts';
import { hostName } from './host.ts';

/** How exact the time of a connection that stays open is, in milliseconds. */
const EXACTNESS = 60_000;

/** A connection from outside that was let through, with the host as the client wrote it. */
export type Passage = TrackedConnection;

/** Where sightings are kept: beside the registry, the newest of each device. */
export interface SightingStore {
  /**
   * Keeps the newest sighting of each certificate's device.
   * @returns false, and nothing kept, when somebody else is writing right now: nothing waits for this
   */
  keep(sightings: ReadonlyMap<string, Sighting>): boolean;
  /** Forgets all there are, also on disk. @returns false when somebody else is writing right now */
  forget(): boolean;
}

/** The address of a tracked connection, without its port. */
const addressOf = (source: string) => source.slice(0, source.lastIndexOf('_'));

/**
 * Remembers when, from where and with which service each device was last seen from outside. A sighting is first kept
 * in memory, so that the client-auth check does not wait for the disk; all of them are written together.
 */
export class LastSeen {
  readonly #store: SightingStore;
  readonly #clock: Clock;
  /** By fingerprint: what is not on disk yet. */
  #gathered = new Map<string, Sighting>();
  /** By fingerprint: the newest, on disk or not. */
  readonly #newest = new Map<string, Sighting>();
  readonly #on: () => boolean;
  #forgotten = false;

  /** @param ports.on whether anything is remembered, asked each time; with off, what there is is forgotten */
  constructor(ports: { readonly store: SightingStore; readonly clock: Clock; readonly on: () => boolean }) {
    this.#store = ports.store;
    this.#clock = ports.clock;
    this.#on = ports.on;
  }

  /** A connection was let through. */
  passed({ fingerprint, source, host }: Passage): void {
    this.#saw(fingerprint, { at: this.#clock.now(), address: addressOf(source), host: hostName(host) });
  }

  /** Connections that are still open: their devices are here, though they say nothing new. */
  stillHere(tracked: readonly TrackedConnection[]): void {
    const at = this.#clock.now();
    for (const { fingerprint, source } of tracked) {
      const before = this.#newest.get(fingerprint);
      // Both ways: what a clock that ran ahead wrote is not the newest.
      if (before && Math.abs(at - before.at) < EXACTNESS) continue;
      this.#saw(fingerprint, { at, address: addressOf(source), host: before?.host });
    }
  }

  /** Brings what was gathered to disk. What cannot be written now is tried again with the next call. */
  flush(): void {
    if (!this.#on()) {
      this.#gathered.clear();
      this.#newest.clear();
      this.#forgotten ||= this.#store.forget();
      return;
    }
    this.#forgotten = false;
    if (this.#gathered.size > 0 && this.#store.keep(this.#gathered)) this.#gathered = new Map();
  }

  #saw(fingerprint: string, sighting: Sighting): void {
    if (!this.#on()) return;
    this.#gathered.set(fingerprint, sighting);
    this.#newest.set(fingerprint, sighting);
  }
}
