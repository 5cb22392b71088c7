/** The certificate of a registration authority (RFC 8894 2.1.2): it signs and decrypts messages of SCEP, and nothing else. */
import { bitString, certificateTime, context, element, oid, sequence, TAG, unsignedInteger } from '../platform/der.ts';
import {
  attribute,
  BASIC_CONSTRAINTS,
  CRITICAL,
  ECDSA_WITH_SHA256,
  extension,
  type Issuer,
  keyIdentifier,
  OID,
  VERSION_3,
} from './device-certificate.ts';

/** digitalSignature (bit 0) and keyEncipherment (bit 2). */
const KEY_USAGE = extension(OID.keyUsage, bitString(Buffer.from([0b10100000]), 5), CRITICAL);
/** id-kp-cmcRA (RFC 6402 2.10). Without a usage of its own, the certificate would be a client's as well. */
const EXTENDED_KEY_USAGE = extension(OID.extendedKeyUsage, sequence(oid('2b0601050507031c')));

/** @param order what the certificate says; times in milliseconds @param serial a positive number, big-endian */
export function registrationAuthorityToBeSigned(
  order: { readonly spki: Uint8Array; readonly notBefore: number; readonly notAfter: number },
  issuer: Issuer,
  serial: Uint8Array,
): Buffer<ArrayBuffer> {
  const { spki, notBefore, notAfter } = order;
  return sequence(
    VERSION_3,
    unsignedInteger(serial),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(certificateTime(notBefore), certificateTime(notAfter)),
    sequence(attribute(OID.commonName, 'Registration Authority')),
    spki,
    element(
      context(3),
      sequence(
        BASIC_CONSTRAINTS,
        KEY_USAGE,
        EXTENDED_KEY_USAGE,
        extension(OID.subjectKeyIdentifier, element(TAG.octetString, keyIdentifier(spki))),
        extension(OID.authorityKeyIdentifier, sequence(element(context(0, false), issuer.keyIdentifier))),
      ),
    ),
  );
}
