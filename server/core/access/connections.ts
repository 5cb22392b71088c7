import { FINGERPRINT_OF_NOTHING, fingerprintSchema } from '../../../shared/api.ts';
import type { Clock, ConnectionNote, ConnectionNotes, NotesAside, ProxySessions, Registry } from '../ports.ts';

type ActiveCertificates = Pick<Registry, 'isActive' | 'mayStayOpen'>;

/** How long a note may be without its session before it is taken for a leftover, in milliseconds. */
const SETTLING = 10_000;

/**
 * Knows which open connection of the WAN belongs to which certificate, and ends those that must end. The lock asks for
 * one thing on every request: whether its connection is noted here. What is not noted asks the gate, and is noted only
 * while its certificate is active; a request that is already answered by a WebSocket, a download or an event stream
 * asks nothing any more, but its connection is known and can be ended.
 */
export class ConnectionKeeper {
  readonly #notes: ConnectionNotes;
  readonly #door: ProxySessions;
  readonly #registry: ActiveCertificates;
  readonly #clock: Clock;

  constructor(ports: {
    readonly notes: ConnectionNotes;
    readonly door: ProxySessions;
    readonly registry: ActiveCertificates;
    readonly clock: Clock;
  }) {
    this.#notes = ports.notes;
    this.#door = ports.door;
    this.#registry = ports.registry;
    this.#clock = ports.clock;
  }

  /**
   * Notes a connection, so that the lock lets its requests through. Whoever shuts the device out tells the registry
   * first, then takes the certificate out of the active set and sets its notes aside last: so either the note is not
   * made, or it is among those that are set aside.
   * @param source the client's address and port, as {@link ProxySessions} has them
   * @returns whether its requests may go on; false when the certificate is not (or no longer) active
   */
  async note(fingerprint: string, source: string): Promise<boolean> {
    if (!fingerprintSchema.safeParse(fingerprint).success || fingerprint === FINGERPRINT_OF_NOTHING) return false;
    const now = this.#clock.now();
    // A name that was put into the active set behind the registry's back lets nobody in.
    return this.#registry.isActive(fingerprint, now) && (await this.#notes.add(fingerprint, source, now));
  }

  /** Ends every open connection of a certificate. To be called after the registry and the active set know. */
  async cut(fingerprint: string): Promise<void> {
    await this.#notes.setAside(fingerprint);
    await this.#cutAside((aside) => aside.fingerprint === fingerprint || this.#mustEnd(aside));
  }

  /**
   * Has the next request of every open connection of a certificate asked about anew. To be called after the registry and
   * the active set know.
   */
  async retire(fingerprint: string): Promise<void> {
    await this.#notes.setAside(fingerprint);
  }

  /** Finishes what a crash kept from being set aside or ended. */
  async reconcile(): Promise<void> {
    const now = this.#clock.now();
    for (const fingerprint of await this.#notes.fingerprints()) {
      if (!this.#registry.isActive(fingerprint, now)) await this.#notes.setAside(fingerprint);
    }
    await this.#cutAside((aside) => this.#mustEnd(aside));
  }

  /** Forgets the connections that have ended by themselves. @returns the notes of those that are still open */
  async prune(): Promise<readonly ConnectionNote[]> {
    // The notes first: a connection that is noted later than the sessions are listed would look as if it had ended.
    const notes = this.#notes.list(this.#clock.now() - SETTLING);
    const aside = await this.#notes.aside();
    if (notes.length + aside.length === 0) return [];
    const open = await this.#door.sessions();
    for (const { fingerprint, source } of notes) if (!open.has(source)) await this.#notes.remove(fingerprint, source);
    const over = aside.filter(({ sources }) => !sources.some((source) => open.has(source)));
    await this.#notes.forgetSetAside(over.map(({ name }) => name));
    return notes.filter(({ source }) => open.has(source));
  }

  #mustEnd({ fingerprint }: NotesAside): boolean {
    return !this.#registry.mayStayOpen(fingerprint, this.#clock.now());
  }

  async #cutAside(must: (aside: NotesAside) => boolean): Promise<void> {
    const ending = (await this.#notes.aside()).filter(must);
    if (ending.length === 0) return;
    const sources = ending.flatMap((each) => each.sources);
    if (sources.length > 0) {
      const open = await this.#door.sessions();
      await this.#door.end(sources.flatMap((source) => open.get(source) ?? []));
    }
    await this.#notes.forgetSetAside(ending.map(({ name }) => name));
  }
}
