/**
 * The profile of a device's certificate (RFC 5280), written as DER at once. What does not change from one certificate to
 * the next is encoded once; `test/unit/server/ca/device-certificate.test.ts` compares every byte with what @peculiar/x509
 * makes.
 */
import { createHash } from 'node:crypto';
import type { CertificateTemplate } from '../core/ports/authority.ts';
import {
  bitString,
  certificateTime,
  context,
  element,
  elements,
  oid,
  sequence,
  TAG,
  unsignedInteger,
} from '../platform/der.ts';

export const OID = {
  commonName: oid('550403'),
  organizationalUnit: oid('55040b'),
  organization: oid('55040a'),
  basicConstraints: oid('551d13'),
  keyUsage: oid('551d0f'),
  extendedKeyUsage: oid('551d25'),
  subjectAltName: oid('551d11'),
  subjectKeyIdentifier: oid('551d0e'),
  authorityKeyIdentifier: oid('551d23'),
  clientAuth: oid('2b06010505070302'),
  ecdsaWithSha256: oid('2a8648ce3d040302'),
} as const;

export const CRITICAL = element(TAG.boolean, Buffer.from([0xff]));
export const VERSION_3 = element(context(0), element(TAG.integer, Buffer.from([2])));
export const ECDSA_WITH_SHA256 = sequence(OID.ecdsaWithSha256);

export const extension = (id: Uint8Array, value: Uint8Array, ...critical: readonly Uint8Array[]) =>
  sequence(id, ...critical, element(TAG.octetString, value));

export const BASIC_CONSTRAINTS = extension(OID.basicConstraints, sequence(), CRITICAL);
/** digitalSignature (bit 0) and keyAgreement (bit 4): three bits at the end are not used. */
const KEY_USAGE = extension(OID.keyUsage, bitString(Buffer.from([0b10001000]), 3), CRITICAL);
/** Of an RSA key, which agrees on none (RFC 8017): digitalSignature and keyEncipherment (bit 2). */
const KEY_USAGE_RSA = extension(OID.keyUsage, bitString(Buffer.from([0b10100000]), 5), CRITICAL);
/** What no RSA key is as short as: the DER of a P-256 key. */
const P256_SPKI_LENGTH = 91;
const EXTENDED_KEY_USAGE = extension(OID.extendedKeyUsage, sequence(OID.clientAuth));

export const attribute = (type: Uint8Array, value: string) =>
  element(TAG.set, sequence(type, element(TAG.utf8String, Buffer.from(value, 'utf8'))));

/** SHA-1 of the key's bit string (RFC 5280 4.2.1.2, method 1). A name for the key; nothing rests on its strength. */
export function keyIdentifier(spki: Uint8Array): Buffer<ArrayBuffer> {
  const [outer] = elements(Buffer.from(spki));
  const key = elements(outer?.content ?? Buffer.alloc(0))[1]?.content.subarray(1) ?? Buffer.alloc(0);
  return createHash('sha1').update(key).digest() as Buffer<ArrayBuffer>;
}

/** Who signs: what of the Homelab CA's certificate stands in every certificate that it signs. */
export interface Issuer {
  /** DER of its subject. */
  readonly name: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

/**
 * What the Homelab CA signs: the TBSCertificate in DER.
 * @param serial a positive number, big-endian
 */
export function toBeSigned(order: CertificateTemplate, issuer: Issuer, serial: Uint8Array): Buffer<ArrayBuffer> {
  const { person, deviceName, home, deviceId, key, notBefore, notAfter } = order;
  const uri = element(context(6, false), Buffer.from(`urn:uuid:${deviceId}`, 'latin1'));
  return sequence(
    VERSION_3,
    unsignedInteger(serial),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(certificateTime(notBefore), certificateTime(notAfter)),
    sequence(
      attribute(OID.commonName, person),
      attribute(OID.organizationalUnit, deviceName),
      attribute(OID.organization, home),
    ),
    key.spki,
    element(
      context(3),
      sequence(
        BASIC_CONSTRAINTS,
        key.spki.length === P256_SPKI_LENGTH ? KEY_USAGE : KEY_USAGE_RSA,
        EXTENDED_KEY_USAGE,
        extension(OID.subjectAltName, sequence(uri)),
        extension(OID.subjectKeyIdentifier, element(TAG.octetString, keyIdentifier(key.spki))),
        extension(OID.authorityKeyIdentifier, sequence(element(context(0, false), issuer.keyIdentifier))),
      ),
    ),
  );
}

/**
 * The certificate in DER.
 * @param signature of `tbs` with ECDSA and SHA-256, an Ecdsa-Sig-Value in DER (RFC 3279 2.2.3)
 */
export function signedCertificate(tbs: Uint8Array, signature: Uint8Array): Buffer<ArrayBuffer> {
  return sequence(tbs, ECDSA_WITH_SHA256, bitString(signature));
}
