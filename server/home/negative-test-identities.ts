import { webcrypto } from 'node:crypto';
import { createHomeMaterial } from '../ca/create.ts';
import { homelabCaFromPem } from '../ca/open-authority.ts';
import { pem } from '../core/encoding.ts';
import type { CertificateAuthority } from '../core/ports/authority.ts';
import type { Clock } from '../core/ports/basics.ts';
import { sha256 } from '../platform/sha256.ts';
import type { Identity } from '../stack/probe/https.ts';
import type { NegativeTestIdentities } from '../stack/probe/negative-test.ts';
import { cryptoRandom } from './open.ts';

const MINUTE = 60_000;

/** A certificate of nobody, in neither registry nor active set. It is gone with the process. */
export async function mintStranger(authority: CertificateAuthority, home: string, clock: Clock): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey));
  const issued = await authority.issue({
    person: 'Nobody',
    deviceName: 'Client-auth test',
    deviceId: webcrypto.randomUUID(),
    home,
    key: { spki, spkiHash: sha256(spki) },
    notBefore: clock.now() - MINUTE,
    notAfter: clock.now() + 10 * MINUTE,
  });
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificatePem: pem('CERTIFICATE', issued.der), keyPem: pem('PRIVATE KEY', pkcs8) };
}

/** The same by a CA that merely calls itself what the home's is called. */
export async function mintForeigner(home: string, clock: Clock): Promise<Identity> {
  const material = await createHomeMaterial(home, { serverRoot: false }, { clock, random: cryptoRandom });
  return mintStranger(homelabCaFromPem(material.ca, cryptoRandom), home, clock);
}

/** Certificates that must open nothing, for the test of the client-auth check at start. */
export function makeNegativeTestIdentities(
  ca: CertificateAuthority,
  home: string,
  clock: Clock,
): NegativeTestIdentities {
  return { notActive: () => mintStranger(ca, home, clock), foreignCa: () => mintForeigner(home, clock) };
}
