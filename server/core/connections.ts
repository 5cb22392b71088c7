import { fingerprintSchema } from '../../shared/api.ts';
import type { Clock, ConnectionNote, ConnectionNotes, DoorSessions, Registry } from './ports.ts';

type ActiveCertificates = Pick<Registry, 'isActive' | 'mayStayOpen'>;

/** How long a note may be without its session before it is taken for a leftover, in milliseconds. */
const SETTLING = 10_000;

/**
 * Knows which open connection of the WAN belongs to which certificate, and ends those that must end. A request that is
 * already answered by a WebSocket, a download or an event stream passes no matcher any more: only its connection can be
 * ended, and only if it is known whose it is. So the lock has every new connection noted here before its first request
 * goes on.
 */
export class ConnectionKeeper {
  readonly #notes: ConnectionNotes;
  readonly #door: DoorSessions;
  readonly #registry: ActiveCertificates;
  readonly #clock: Clock;

  constructor(ports: {
    readonly notes: ConnectionNotes;
    readonly door: DoorSessions;
    readonly registry: ActiveCertificates;
    readonly clock: Clock;
  }) {
    this.#notes = ports.notes;
    this.#door = ports.door;
    this.#registry = ports.registry;
    this.#clock = ports.clock;
  }

  /**
   * Notes a connection that the lock has let through. The note of one that may not go on stays: another request on the
   * same connection may be let through at the same time, and {@link reconcile} ends it unless its device is let in again.
   * @param source the client's address and port, as {@link DoorSessions} has them
   * @returns whether its first request may go on; false when the certificate is not (or no longer) active
   */
  async note(fingerprint: string, source: string): Promise<boolean> {
    if (!fingerprintSchema.safeParse(fingerprint).success) return false;
    await this.#notes.add(fingerprint, source);
    // Whoever shuts the device out tells the registry first and looks at the notes later: so either this look sees
    // that, or that look sees the note.
    return this.#registry.isActive(fingerprint, this.#clock.now());
  }

  /** Ends every open connection of a certificate. To be called after the registry and the active set know. */
  async cut(fingerprint: string): Promise<void> {
    await this.#notes.setAside(fingerprint);
    await this.#cutSetAside();
  }

  /** Ends what a crash kept from being ended, and the connections of certificates that were not merely retired. */
  async reconcile(): Promise<void> {
    const now = this.#clock.now();
    for (const fingerprint of await this.#notes.fingerprints()) {
      if (!this.#registry.mayStayOpen(fingerprint, now)) await this.#notes.setAside(fingerprint);
    }
    await this.#cutSetAside();
  }

  /** Forgets the connections that have ended by themselves. @returns the notes of those that are still open */
  async prune(): Promise<readonly ConnectionNote[]> {
    // The notes first: a connection that is noted later than the sessions are listed would look as if it had ended.
    const before = this.#clock.now() - SETTLING;
    const notes = await this.#notes.list(before);
    if (notes.length === 0) return [];
    const open = await this.#door.sessions();
    for (const { fingerprint, source } of notes) if (!open.has(source)) await this.#notes.remove(fingerprint, source);
    return notes.filter(({ source }) => open.has(source));
  }

  async #cutSetAside(): Promise<void> {
    const { names, sources } = await this.#notes.setAsideSources();
    if (names.length === 0) return;
    if (sources.length > 0) {
      const open = await this.#door.sessions();
      await this.#door.end(sources.flatMap((source) => open.get(source) ?? []));
    }
    await this.#notes.forgetSetAside(names);
  }
}
