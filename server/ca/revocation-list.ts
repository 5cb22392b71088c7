/** The CRL of the Homelab CA (RFC 5280 5): version 2, complete, signed with ECDSA and SHA-256. */
import type { Revocation, RevocationListTemplate } from '../core/ports/authority.ts';
import { bitString, certificateTime, context, element, oid, sequence, TAG, unsignedInteger } from '../platform/der.ts';
import type { Issuer } from './device-certificate.ts';

const VERSION_2 = element(TAG.integer, Buffer.from([1]));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const REASON_CODE = oid('551d15');
const CRL_NUMBER = oid('551d14');
const AUTHORITY_KEY_IDENTIFIER = oid('551d23');

/** RFC 5280 5.3.1: privilegeWithdrawn, cessationOfOperation, superseded. */
const REASONS = { 'shut-out': 9, left: 5, superseded: 4 } as const satisfies Record<Revocation['reason'], number>;

const extension = (id: Uint8Array, value: Uint8Array) => sequence(id, element(TAG.octetString, value));

/** What the CA signs: the TBSCertList in DER. An empty list is left out, as the RFC asks. */
export function revocationListToBeSigned(order: RevocationListTemplate, issuer: Issuer): Buffer<ArrayBuffer> {
  const { number, thisUpdate, nextUpdate, revoked } = order;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return sequence(
    VERSION_2,
    ECDSA_WITH_SHA256,
    issuer.name,
    certificateTime(thisUpdate),
    certificateTime(nextUpdate),
    ...(revoked.length > 0 ? [sequence(...revoked.map(entry))] : []),
    element(
      context(0),
      sequence(
        extension(AUTHORITY_KEY_IDENTIFIER, sequence(element(context(0, false), issuer.keyIdentifier))),
        extension(CRL_NUMBER, unsignedInteger(bytes)),
      ),
    ),
  );
}

function entry({ serial, at, reason }: Revocation): Buffer<ArrayBuffer> {
  const code = element(TAG.enumerated, Buffer.from([REASONS[reason]]));
  return sequence(
    unsignedInteger(Buffer.from(serial, 'hex')),
    certificateTime(at),
    sequence(extension(REASON_CODE, code)),
  );
}

/** @param signature of `tbs`, an Ecdsa-Sig-Value in DER */
export function signedRevocationList(tbs: Uint8Array, signature: Uint8Array): Buffer<ArrayBuffer> {
  return sequence(tbs, ECDSA_WITH_SHA256, bitString(signature));
}
