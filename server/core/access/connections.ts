import { LatchkeyError } from '../../../shared/errors.ts';
import { FINGERPRINT_OF_NOTHING, fingerprintSchema } from '../../../shared/fingerprint.ts';
import type { Clock } from '../ports/basics.ts';
import type {
  ConnectionsSetAside,
  ProxySessions,
  TrackedConnection,
  TrackedConnections,
} from '../ports/connections.ts';
import type { Registry } from '../ports/registry.ts';
import { hostName } from './host.ts';
import type { AccessPolicy } from './policy.ts';

type ActiveCertificates = Pick<Registry, 'isActive' | 'mayStayOpen'>;

/** How many certificates are looked at together: the disk answers for them side by side. */
const AT_ONCE = 64;

/** How long a tracked connection may be without its session before it is taken for a leftover, in milliseconds. */
const SETTLING = 10_000;

/**
 * Knows which open connection of the WAN belongs to which certificate and host, and ends those that must end. The
 * client-auth check asks for one thing on every request: whether its connection is tracked here. What is not tracked asks
 * the auth endpoint, and is tracked only while its certificate is active and its person may open the host; a request that
 * is already answered by a WebSocket, a download or an event stream asks nothing any more, but its connection is known
 * and can be ended.
 */
export class ConnectionTracker {
  readonly #tracked: TrackedConnections;
  readonly #proxy: ProxySessions;
  readonly #registry: ActiveCertificates;
  readonly #policy: Pick<AccessPolicy, 'mayOpen' | 'stamp'>;
  readonly #clock: Clock;
  /** What {@link AccessPolicy.stamp} said when every tracked connection was last looked at. */
  #judged: string | undefined;

  constructor(ports: {
    readonly tracked: TrackedConnections;
    readonly proxy: ProxySessions;
    readonly registry: ActiveCertificates;
    readonly policy: Pick<AccessPolicy, 'mayOpen' | 'stamp'>;
    readonly clock: Clock;
  }) {
    this.#tracked = ports.tracked;
    this.#proxy = ports.proxy;
    this.#registry = ports.registry;
    this.#policy = ports.policy;
    this.#clock = ports.clock;
  }

  /**
   * Tracks a connection, so that the client-auth check lets its requests through. Whoever shuts the device out tells the
   * registry first, then takes the certificate out of the active set and sets its connections aside last: so either the
   * connection is not made, or it is among those that are set aside. Whoever takes a service away tells the registry
   * first and sets the connections aside last as well, so the registry is asked once more after it is tracked.
   * @param connection.host as the client wrote it
   * @param connection.source the client's address and port, as {@link ProxySessions} has them
   * @returns whether its requests may go on; false when the certificate is not (or no longer) active, or its person may
   * not open the host
   */
  async track({ fingerprint, host: written, source }: TrackedConnection): Promise<boolean> {
    if (!fingerprintSchema.safeParse(fingerprint).success || fingerprint === FINGERPRINT_OF_NOTHING) return false;
    const host = hostName(written);
    if (host === undefined) return false;
    const now = this.#clock.now();
    // A name that was put into the active set behind the registry's back lets nobody in.
    if (!this.#registry.isActive(fingerprint, now) || !this.#policy.mayOpen(fingerprint, host)) return false;
    if (!(await this.#tracked.add({ fingerprint, host, source }, now))) return false;
    if (this.#policy.mayOpen(fingerprint, host)) return true;
    await this.recheck([fingerprint]);
    return false;
  }

  /** Ends every open connection of a certificate. To be called after the registry and the active set know. */
  async cut(fingerprint: string): Promise<void> {
    await this.#tracked.setAside(fingerprint);
    await this.#cutAside((aside) => aside.fingerprint === fingerprint || this.#mustEnd(aside));
  }

  /**
   * Ends what is open with these certificates at hosts that their person may not open any more, and nothing else. To be
   * called after the registry knows.
   */
  async recheck(fingerprints: readonly string[]): Promise<void> {
    for (const fingerprint of fingerprints) await this.#setForbiddenAside(fingerprint);
    await this.#cutAside((aside) => this.#mustEnd(aside));
  }

  /**
   * Has the next request of every open connection of a certificate asked about anew. To be called after the registry and
   * the active set know.
   */
  async retire(fingerprint: string): Promise<void> {
    await this.#tracked.setAside(fingerprint);
  }

  /** Finishes what a crash kept from being set aside or ended. */
  async reconcile(): Promise<void> {
    const now = this.#clock.now();
    // Before the look itself: what changes meanwhile shows at the next one.
    const stamp = this.#policy.stamp();
    const look = async (fingerprint: string) => {
      if (!this.#registry.isActive(fingerprint, now)) await this.#tracked.setAside(fingerprint);
      else if (stamp !== this.#judged) await this.#setForbiddenAside(fingerprint);
    };
    const tracked = await this.#tracked.fingerprints();
    for (let start = 0; start < tracked.length; start += AT_ONCE)
      await Promise.all(tracked.slice(start, start + AT_ONCE).map(look));
    await this.#cutAside((aside) => this.#mustEnd(aside));
    this.#judged = stamp;
  }

  /** Forgets the connections that have ended by themselves. @returns those that are still open */
  async prune(): Promise<readonly TrackedConnection[]> {
    // The tracked ones first: a connection that is tracked after the sessions were listed would look as if it had ended.
    const tracked = this.#tracked.list(this.#clock.now() - SETTLING);
    const aside = await this.#tracked.aside();
    if (tracked.length + aside.length === 0) return [];
    const open = await this.#proxy.sessions();
    await this.#forgetEnded(tracked.filter(({ source }) => !open.has(source)));
    const over = aside.filter(({ sources }) => !sources.some((source) => open.has(source)));
    await this.#tracked.forgetSetAside(over.map(({ name }) => name));
    return tracked.filter(({ source }) => open.has(source));
  }

  /**
   * A source may connect again while its old connection is forgotten, and its first request still find that one's note:
   * nothing would know of it then, and nothing could end it. So the proxy is asked once more.
   */
  async #forgetEnded(ended: readonly TrackedConnection[]): Promise<void> {
    if (ended.length === 0) return;
    await this.#tracked.remove(ended);
    const open = await this.#proxy.sessions();
    const known = new Set(this.#tracked.list(Number.POSITIVE_INFINITY).map(({ source }) => source));
    for (const connection of ended) {
      const sessions = open.get(connection.source);
      if (sessions === undefined || known.has(connection.source)) continue;
      if (!(await this.track(connection))) await this.#proxy.end(sessions);
    }
  }

  async #setForbiddenAside(fingerprint: string): Promise<void> {
    for (const host of await this.#tracked.hosts(fingerprint)) {
      if (!this.#policy.mayOpen(fingerprint, host)) await this.#tracked.setAside(fingerprint, host);
    }
  }

  #mustEnd({ fingerprint, host }: ConnectionsSetAside): boolean {
    return !this.#registry.mayStayOpen(fingerprint, this.#clock.now()) || !this.#policy.mayOpen(fingerprint, host);
  }

  async #cutAside(must: (aside: ConnectionsSetAside) => boolean): Promise<void> {
    const ending = (await this.#tracked.aside()).filter(must);
    if (ending.length === 0) return;
    const sources = ending.flatMap((each) => each.sources);
    if (sources.length > 0) {
      try {
        const open = await this.#proxy.sessions();
        await this.#proxy.end(sources.flatMap((source) => open.get(source) ?? []));
      } catch (cause) {
        throw new LatchkeyError('CONNECTIONS_NOT_ENDED', { cause });
      }
    }
    await this.#tracked.forgetSetAside(ending.map(({ name }) => name));
  }
}
