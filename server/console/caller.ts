import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Zone } from '../core/access/access.ts';
import type { Actor } from '../core/audit/audit.ts';
import { byLink } from '../core/console/one-time-links.ts';
import type { Device } from '../core/records.ts';
import type { OpenHome } from '../home/open.ts';
import { clientCertificateFingerprint } from '../http/client-cert.ts';
import { sourceReader } from '../http/source.ts';
import { sessionToken } from './request-guard.ts';

/** A connection as Caddy's headers describe it; Caddy deletes headers of these names that a client sends. */
export interface Connection {
  readonly zone: Zone;
  readonly address: string;
  /** SHA-256 of the client certificate; TLS has proven that the client has its key. */
  readonly fingerprint: string | undefined;
  /** Of a one-time link's session. */
  readonly session: string | undefined;
}

/** Somebody who may use the console. */
export type Caller = { readonly zone: Zone; readonly address: string; readonly key: string; readonly actor: Actor } & (
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'link'; readonly session: string; readonly expiresAt: number }
);

/** Empty, since Caddy's header says the zone. */
const NO_NETWORKS: readonly string[] = [];
const sourceOf = sourceReader(() => NO_NETWORKS);

/** @throws LatchkeyError REQUEST_NOT_VALID without the headers that Caddy always sets */
export function connectionOf({ headers }: IncomingMessage): Connection {
  const zone = headers['x-latchkey-zone'];
  if (zone !== 'lan' && zone !== 'wan') throw new LatchkeyError('REQUEST_NOT_VALID');
  const forwarded = headers['x-forwarded-for'];
  const { address } = sourceOf(Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
  const fingerprint = clientCertificateFingerprint(headers['client-cert']);
  return { zone, address, fingerprint, session: sessionToken(headers) };
}

/**
 * Identifies the caller now; called for each request and each event, since rights can be lost in between.
 * @throws LatchkeyError CONSOLE_KEY_MISSING, CONSOLE_KEY_NOT_VALID, CONSOLE_KEY_REPLACED, CONSOLE_NOT_ADMIN
 */
export function callerOf(home: OpenHome, connection: Connection, now: number): Caller {
  const { zone, address, session } = connection;
  const problem = keyProblem(home, connection, now);
  if (typeof problem !== 'string') return problem;
  // The session of a one-time link is valid at home only.
  const expiresAt = zone === 'lan' && session !== undefined ? home.oneTimeLinks.session(session) : undefined;
  if (session !== undefined && expiresAt !== undefined)
    return { kind: 'link', zone, address, key: `link ${session}`, actor: byLink(address), session, expiresAt };
  throw new LatchkeyError(problem);
}

function keyProblem(
  { registry, rules }: OpenHome,
  { zone, address, fingerprint }: Connection,
  now: number,
): Caller | 'CONSOLE_KEY_MISSING' | 'CONSOLE_KEY_NOT_VALID' | 'CONSOLE_KEY_REPLACED' | 'CONSOLE_NOT_ADMIN' {
  const shown = fingerprint === undefined ? undefined : registry.enrolment(fingerprint);
  if (fingerprint === undefined || !shown) return 'CONSOLE_KEY_MISSING';
  if (!registry.isActive(fingerprint, now)) {
    const { certificate, device } = shown;
    // Browsers show the key that they began with until they are closed.
    return certificate.state === 'superseded' && device.state === 'active'
      ? 'CONSOLE_KEY_REPLACED'
      : 'CONSOLE_KEY_NOT_VALID';
  }
  if (!rules.isAdmin(fingerprint)) return 'CONSOLE_NOT_ADMIN';
  const { device } = shown;
  const actor: Actor = `console:${device.person}, ${device.name} (${device.id.slice(0, 8)})`;
  return { kind: 'device', zone, address, key: `device ${device.id}`, actor, device };
}
