import { LatchkeyError } from '../../../shared/errors.ts';
import type { Actor, Audit } from '../audit/audit.ts';
import type { Clock, Random } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { ConsoleRecords } from './ports.ts';

/** How long a link can be opened, and how long its session lasts; milliseconds. */
const LINK_LIFE = 5 * 60_000;
const SESSION_LIFE = 8 * 60 * 60_000;

interface LinkPorts {
  readonly registry: Pick<Registry, 'atomically'>;
  readonly records: ConsoleRecords;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256 of a text, lower-case hexadecimal. */
  readonly sha256: (text: string) => string;
}

/** A secret, and when it expires. */
export interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

/** The actor of somebody who opened a one-time link, by address. */
export const byLink = (address: string): Actor => `link:${address}`;

/** Access to the console without a key: links that work once, and the sessions of the browsers that opened them. */
export class OneTimeLinks {
  readonly #ports: LinkPorts;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  /** Makes a link's token. Only its hash is kept. */
  make(): Token {
    const { registry, records, audit, clock, sha256 } = this.#ports;
    const token = this.#token();
    const expiresAt = clock.now() + LINK_LIFE;
    registry.atomically(() => {
      records.addLink(sha256(token), expiresAt);
      audit.record({ kind: 'console-link-made', outcome: 'ok' });
    });
    return { token, expiresAt };
  }

  /**
   * Swaps a link's token for a session's token, once.
   * @param address the caller's, for the audit log
   * @throws LatchkeyError CONSOLE_LINK_NOT_VALID, the same for a wrong, used and expired one
   */
  enter(token: string, address: string): Token {
    const { registry, records, audit, clock, sha256 } = this.#ports;
    const hash = sha256(token);
    const now = clock.now();
    const entered = registry.atomically((): Token | undefined => {
      if (!records.useLink(hash, now)) {
        // Recorded once for each link, so that repeated tries do not fill the audit log.
        if (records.refuseLink(hash, now))
          audit.record({
            kind: 'console-link-refused',
            outcome: 'refused',
            subject: address,
            actor: `address:${address}`,
          });
        return undefined;
      }
      const session = { token: this.#token(), expiresAt: now + SESSION_LIFE };
      records.addSession(sha256(session.token), session.expiresAt, now);
      audit.record({ kind: 'console-entered', outcome: 'ok', subject: address, actor: byLink(address) });
      return session;
    });
    if (entered === undefined) throw new LatchkeyError('CONSOLE_LINK_NOT_VALID');
    return entered;
  }

  /** @returns when the session ends; undefined when it has ended, or never existed */
  session(token: string): number | undefined {
    return this.#ports.records.session(this.#ports.sha256(token), this.#ports.clock.now());
  }

  leave(token: string): void {
    this.#ports.records.endSession(this.#ports.sha256(token));
  }

  /** Ends every session, and every link that was not opened. @returns how many sessions */
  endAll(): number {
    const { registry, records, audit } = this.#ports;
    return registry.atomically(() => {
      const ended = records.endAll();
      if (ended > 0) audit.record({ kind: 'console-sessions-ended', outcome: 'ok', detail: { sessions: ended } });
      return ended;
    });
  }

  #token(): string {
    return Buffer.from(this.#ports.random.bytes(32)).toString('base64url');
  }
}
