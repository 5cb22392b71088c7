/**
 * The profile of a root's certificate (RFC 5280), written as DER at once; `test/unit/server/ca/root-certificate.test.ts`
 * compares every byte with what @peculiar/x509 makes.
 */
import { bitString, certificateTime, context, element, sequence, TAG, unsignedInteger } from '../platform/der.ts';
import {
  attribute,
  CRITICAL,
  ECDSA_WITH_SHA256,
  extension,
  keyIdentifier,
  OID,
  VERSION_3,
} from './device-certificate.ts';

const IS_CA = element(TAG.boolean, Buffer.from([0xff]));
/** keyCertSign (bit 5) and cRLSign (bit 6): one bit at the end is not used. */
const KEY_USAGE = extension(OID.keyUsage, bitString(Buffer.from([0b00000110]), 1), CRITICAL);

/** What a root's certificate says. */
export interface RootOrder {
  readonly commonName: string;
  readonly organization: string;
  /** How many intermediates may be below it. */
  readonly pathLength: number;
  /** Its key, the DER of a SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Further extensions, DER. */
  readonly constraints: readonly Uint8Array[];
}

/**
 * What a root signs of itself: the TBSCertificate in DER.
 * @param serial a positive number, big-endian
 */
export function rootToBeSigned(order: RootOrder, serial: Uint8Array): Buffer<ArrayBuffer> {
  const { commonName, organization, pathLength, spki, notBefore, notAfter, constraints } = order;
  const name = sequence(attribute(OID.commonName, commonName), attribute(OID.organization, organization));
  const ca = sequence(IS_CA, unsignedInteger(Buffer.from([pathLength])));
  return sequence(
    VERSION_3,
    unsignedInteger(serial),
    ECDSA_WITH_SHA256,
    name,
    sequence(certificateTime(notBefore), certificateTime(notAfter)),
    name,
    spki,
    element(
      context(3),
      sequence(
        extension(OID.basicConstraints, ca, CRITICAL),
        KEY_USAGE,
        extension(OID.subjectKeyIdentifier, element(TAG.octetString, keyIdentifier(spki))),
        ...constraints,
      ),
    ),
  );
}
