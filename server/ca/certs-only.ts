import { context, element, oid, sequence, TAG } from '../platform/der.ts';

const SIGNED_DATA = oid('2a864886f70d010702');
const DATA = oid('2a864886f70d010701');
const VERSION_1 = element(TAG.integer, Buffer.from([1]));
const NONE = element(TAG.set);

/**
 * Certificates in a "certs-only" CMS message: SignedData without content and without signers (RFC 5272 4.1, RFC 5652).
 * @param certificates in DER
 * @returns DER
 */
export function certsOnly(certificates: readonly Uint8Array[]): Uint8Array {
  const signedData = sequence(VERSION_1, NONE, sequence(DATA), element(context(0), ...certificates), NONE);
  return sequence(SIGNED_DATA, element(context(0), signedData));
}
