import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Audit } from '../core/audit/audit.ts';
import type { PublicAuthority } from '../core/ports/authority.ts';
import type { Clock } from '../core/ports/basics.ts';
import { DAY } from '../core/validity.ts';
import { sha256 } from '../platform/sha256.ts';
import type { Recipient } from './cms.ts';

const makeKeyPair = promisify(generateKeyPair);

/** How long one is used, and how long its certificate is good: a client may keep it for the time of one enrolment. */
const USED_FOR = DAY;
const GOOD_FOR = 3 * DAY;
const BITS = 2048;

/** The certificate and key of now, and who signed it. */
export interface RaIdentity extends Recipient {
  /** The Homelab CA, DER. */
  readonly ca: Uint8Array;
}

interface Made {
  readonly at: number;
  readonly identity: Promise<RaIdentity>;
  readonly ca: Uint8Array;
}

/**
 * Whom clients of SCEP encrypt their requests for: RSA, since nobody can encrypt for the Homelab CA's P-256 key. The key is
 * of this process alone and no older than a day: nothing to back up, to rotate or to steal from a disk. All that it reads is
 * challenges of ten minutes.
 */
export class RegistrationAuthority {
  readonly #authority: Pick<PublicAuthority, 'trusted' | 'certifyRegistrationAuthority'>;
  readonly #clock: Clock;
  readonly #audit: Audit;
  #made: Made | undefined;

  constructor(ports: { readonly publicAuthority: PublicAuthority; readonly clock: Clock; readonly audit: Audit }) {
    this.#authority = ports.publicAuthority;
    this.#clock = ports.clock;
    this.#audit = ports.audit;
  }

  /** Made when the first one asks, and anew after a day or when the Homelab CA is another. */
  now(): Promise<RaIdentity> {
    const now = this.#clock.now();
    const ca = this.#authority.trusted[0] ?? new Uint8Array();
    const made = this.#made;
    if (made && Math.abs(now - made.at) < USED_FOR && Buffer.from(made.ca).equals(ca)) return made.identity;
    const identity = this.#make(now, ca);
    this.#made = { at: now, identity, ca };
    // The next one who asks tries again.
    identity.catch(() => {
      if (this.#made?.identity === identity) this.#made = undefined;
    });
    return identity;
  }

  async #make(now: number, ca: Uint8Array): Promise<RaIdentity> {
    const { publicKey, privateKey: key } = await makeKeyPair('rsa', { modulusLength: BITS });
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const certificate = await this.#authority.certifyRegistrationAuthority(spki, now, now + GOOD_FOR);
    // As everything that the Homelab CA signs, it is on record before anybody has it.
    const subject = sha256(certificate);
    this.#audit.record({ kind: 'registration-authority-certified', outcome: 'ok', actor: 'latchkey', subject });
    return { certificate, key, ca };
  }
}
