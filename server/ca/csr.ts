import { createHash } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { RequestedKey } from '../core/ports.ts';
import { Pkcs10CertificateRequest } from './x509.ts';

/** The largest certificate request that is looked at, in characters of PEM. */
const MAX_PEM = 8192;

const ARMOUR = /^\s*-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/;

/**
 * How the SubjectPublicKeyInfo of every uncompressed P-256 key begins (RFC 5480): id-ecPublicKey, the named curve
 * secp256r1, a bit string of 65 bytes, 04. What does not begin so is another curve, another kind of key, a compressed
 * point or a curve spelled out in parameters.
 */
const P256_PREFIX = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const P256_SPKI_LENGTH = P256_PREFIX.length + 64;

const refuse = (detail: string, cause?: unknown) => new LatchkeyError('CSR_NOT_VALID', { detail, cause });

/**
 * Reads the public key of a PKCS#10 request (RFC 2986) and verifies that its holder signed the request. The subject,
 * the attributes and the extensions are the sender's text: they are not looked at.
 * @param pem exactly one request
 * @throws LatchkeyError CSR_NOT_VALID
 */
export async function readRequest(pem: string): Promise<RequestedKey> {
  const der = derOf(pem);
  try {
    const request = new Pkcs10CertificateRequest(der);
    const { signatureAlgorithm, publicKey } = request;
    const spki = Buffer.from(publicKey.rawData);
    if (spki.length !== P256_SPKI_LENGTH || !spki.subarray(0, P256_PREFIX.length).equals(P256_PREFIX)) {
      throw refuse('Its key is not an uncompressed P-256 key.');
    }
    if (signatureAlgorithm.name !== 'ECDSA' || signatureAlgorithm.hash.name !== 'SHA-256') {
      throw refuse('It is not signed with ECDSA and SHA-256.');
    }
    // Importing the key refuses a point that is not on the curve.
    if (!(await request.verify())) throw refuse('Its signature was not made by its key.');
    return { spki, spkiHash: createHash('sha256').update(spki).digest('hex') };
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    throw refuse('It cannot be read.', error);
  }
}

/** The DER inside the armour: canonical base64, one ASN.1 SEQUENCE, and not one byte beside it. */
function derOf(pem: string): Buffer<ArrayBuffer> {
  const base64 = pem.length <= MAX_PEM ? ARMOUR.exec(pem)?.[1]?.replace(/\s+/g, '') : undefined;
  const der = Buffer.from(base64 ?? '', 'base64');
  if (base64 === undefined || der.toString('base64') !== base64 || sequenceLength(der) !== der.length) {
    throw refuse('It is not one PKCS#10 request in PEM.');
  }
  return der;
}

/** How many bytes the SEQUENCE at the beginning takes, its header included; undefined when there is none. */
function sequenceLength(der: Buffer): number | undefined {
  const length = der[1];
  if (der[0] !== 0x30 || length === undefined) return undefined;
  if (length < 0x80) return 2 + length;
  const octets = length & 0x7f;
  return octets >= 1 && octets <= 2 && der.length > 2 + octets ? 2 + octets + der.readUIntBE(2, octets) : undefined;
}
