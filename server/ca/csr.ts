import { createPublicKey, verify } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { KeyKind, RequestedKey } from '../core/ports/authority.ts';
import { context, type Element, elements, TAG } from '../platform/der.ts';
import { sha256 } from '../platform/sha256.ts';

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

/** ecdsa-with-SHA256, without parameters (RFC 5758 3.2). */
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');

/** Algorithms by which an RSA key signs its request (RFC 4055, RFC 3279); SHA-1 proves as well that its holder sent it. */
const RSA_SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['300d06092a864886f70d0101050500', 'sha1'],
  ['300d06092a864886f70d01010b0500', 'sha256'],
  ['300d06092a864886f70d01010c0500', 'sha384'],
  ['300d06092a864886f70d01010d0500', 'sha512'],
]);
/** What checks are quick for, and what Apple's devices make. */
const RSA_BITS = { min: 2048, max: 4096 } as const;
const RSA_EXPONENT = 65_537n;

/**
 * Reads the public key of a PKCS#10 request (RFC 2986) and verifies that its holder signed the request. The subject,
 * the attributes and the extensions are the sender's text: they are not looked at.
 * @param pem exactly one request
 * @param kind the one kind of key that is taken
 * @throws LatchkeyError CSR_NOT_VALID
 */
export function readRequest(pem: string, kind: KeyKind = 'P-256'): RequestedKey {
  const parts = partsOf(derOf(pem));
  if (kind === 'RSA') requireRsa(parts);
  else requireP256(parts);
  const { spki } = parts;
  // A copy of its own: what is kept of a request must not keep the request.
  return { spki: new Uint8Array(spki), spkiHash: sha256(spki) };
}

type Parts = ReturnType<typeof partsOf>;

function requireP256({ info, spki, algorithm, signature }: Parts): void {
  if (spki.length !== P256_SPKI_LENGTH || !spki.subarray(0, P256_PREFIX.length).equals(P256_PREFIX)) {
    throw refuse('Its key is not an uncompressed P-256 key.');
  }
  if (!algorithm.equals(ECDSA_WITH_SHA256)) throw refuse('It is not signed with ECDSA and SHA-256.');
  if (!isSignedBy(spki, info, signature)) throw refuse('Its signature was not made by its key.');
}

function requireRsa({ info, spki, algorithm, signature }: Parts): void {
  const { asymmetricKeyType, asymmetricKeyDetails, key } = rsaKey(spki);
  const { modulusLength: bits = 0, publicExponent } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType !== 'rsa' || bits < RSA_BITS.min || bits > RSA_BITS.max || publicExponent !== RSA_EXPONENT)
    throw refuse(`Its key is not an RSA key of ${RSA_BITS.min} to ${RSA_BITS.max} bits with the exponent 65537.`);
  // Two spellings of one key would be two keys.
  if (!key.export({ type: 'spki', format: 'der' }).equals(spki)) throw refuse('Its key is not written in DER.');
  const digest = RSA_SIGNATURES.get(algorithm.toString('hex'));
  if (digest === undefined) throw refuse('It is not signed with RSA and SHA.');
  if (!verify(digest, info, key, signature)) throw refuse('Its signature was not made by its key.');
}

function rsaKey(spki: Buffer) {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const { asymmetricKeyType, asymmetricKeyDetails } = key;
    return { key, asymmetricKeyType, asymmetricKeyDetails };
  } catch (cause) {
    throw refuse('Its key cannot be read.', cause);
  }
}

/** Importing the key refuses a point that is not on the curve. */
function isSignedBy(spki: Buffer, info: Buffer, signature: Buffer): boolean {
  try {
    return verify('sha256', info, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

/** `SEQUENCE { info SEQUENCE { version, subject, key, attributes [0] }, algorithm, signature BIT STRING }` */
function partsOf(der: Buffer<ArrayBuffer>) {
  const [outer] = read(der, TAG.sequence);
  const [info, algorithm, signature] = read(outer.content, TAG.sequence, TAG.sequence, TAG.bitString);
  const [version, , key] = read(info.content, TAG.integer, TAG.sequence, TAG.sequence, context(0));
  if (version.content.length !== 1 || version.content[0] !== 0) throw refuse('It is not of version 1.');
  if (signature.content[0] !== 0) throw refuse('Its signature is not one of whole bytes.');
  return {
    info: info.whole,
    spki: key.whole,
    algorithm: algorithm.whole,
    signature: signature.content.subarray(1),
  };
}

/** The elements of `bytes`: as many as tags are given, with these tags. */
function read<const Tags extends readonly number[]>(bytes: Buffer<ArrayBuffer>, ...tags: Tags) {
  let found: Element[];
  try {
    found = elements(bytes);
  } catch (cause) {
    throw refuse('It cannot be read.', cause);
  }
  if (found.length !== tags.length || found.some(({ tag }, i) => tag !== tags[i])) throw refuse('It cannot be read.');
  return found as { [Index in keyof Tags]: Element };
}

/** The DER inside the armour, which is canonical base64. */
function derOf(pem: string): Buffer<ArrayBuffer> {
  const base64 = pem.length <= MAX_PEM ? ARMOUR.exec(pem)?.[1]?.replace(/\s+/g, '') : undefined;
  const der = Buffer.from(base64 ?? '', 'base64');
  if (base64 === undefined || der.toString('base64') !== base64) throw refuse('It is not one PKCS#10 request in PEM.');
  return der;
}
