import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  bitString,
  certificateTime,
  context,
  element,
  oid,
  sequence,
  TAG,
  unsignedInteger,
} from '../../platform/der.ts';

/** Nobody can ask for it: the top-level domain is reserved for what does not exist (RFC 6761, 6.4). */
const NOBODY = 'no-certificate-yet.invalid';
const DAY = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');

/** A self-signed certificate (RFC 5280, 4.1) and its key. */
function make(): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const text = Buffer.from(NOBODY, 'latin1');
  const name = sequence(element(TAG.set, sequence(COMMON_NAME, element(TAG.utf8String, text))));
  const names = element(TAG.octetString, sequence(element(context(2, false), text)));
  const signed = sequence(
    element(context(0), unsignedInteger(Buffer.from([2]))),
    unsignedInteger(randomBytes(16)),
    ECDSA_WITH_SHA256,
    name,
    sequence(certificateTime(now - DAY), certificateTime(now + 3650 * DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(context(3), sequence(sequence(SUBJECT_ALT_NAME, names))),
  );
  const certificate = sequence(signed, ECDSA_WITH_SHA256, bitString(sign('sha256', signed, privateKey)));
  return `${new X509Certificate(certificate)}${privateKey.export({ type: 'pkcs8', format: 'pem' })}`;
}

let made: string | undefined;

/**
 * What Caddy is given while there is no certificate: one for a name that nobody can ask for, so that every greeting ends in
 * a refusal, and nobody is ever asked to trust anything. The same one for as long as this process lives.
 * @returns the certificate and its key, PEM
 */
export function noCertificateYet(): string {
  made ??= make();
  return made;
}

/** Whether a certificate is the one of {@link noCertificateYet}. @param pem what it is in, with its key or without */
export function isNoCertificateYet(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject === `CN=${NOBODY}`;
  } catch {
    return false;
  }
}
