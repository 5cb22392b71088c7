import { createHash, createPublicKey, verify } from 'node:crypto';

/** What a signature is for (ssh-keygen's namespace): one for anything else does not count. */
const NAMESPACE = 'latchkey-release';
const MAGIC = Buffer.from('SSHSIG');
const KEY_TYPE = 'ssh-ed25519';
const ARMOUR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?$/;

/**
 * Checks what `ssh-keygen -Y sign` wrote (OpenSSH, PROTOCOL.sshsig) with an Ed25519 key. Nobody has to have ssh-keygen.
 * @param armoured the signature's file
 * @param signers the public keys that count, base64
 */
export function isSigned(text: string, armoured: string, signers: readonly string[]): boolean {
  const body = ARMOUR.exec(armoured.replaceAll('\r\n', '\n'))?.[1];
  if (body === undefined) return false;
  const blob = Buffer.from(body, 'base64');
  if (!blob.subarray(0, MAGIC.length).equals(MAGIC) || blob.length < 10 || blob.readUInt32BE(MAGIC.length) !== 1)
    return false;
  const [publicKey, namespace, reserved, algorithm, signature, ...rest] =
    strings(blob.subarray(MAGIC.length + 4)) ?? [];
  if (!(publicKey && namespace && reserved && algorithm && signature) || rest.length > 0) return false;
  const hash = algorithm.toString();
  if (namespace.toString() !== NAMESPACE || !['sha256', 'sha512'].includes(hash)) return false;
  if (!signers.includes(publicKey.toString('base64'))) return false;
  const key = ed25519(publicKey, 32);
  const proof = ed25519(signature, 64);
  if (!(key && proof)) return false;
  const digest = createHash(hash).update(text).digest();
  const signed = Buffer.concat([MAGIC, ...[namespace, reserved, algorithm, digest].flatMap(asString)]);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
  return verify(undefined, signed, createPublicKey({ key: jwk, format: 'jwk' }), proof);
}

/** A string of SSH (RFC 4251 section 5): its length in four bytes, then itself. */
function asString(bytes: Buffer): [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** @returns undefined when the bytes are not strings of SSH, one behind the other to the end */
function strings(bytes: Buffer): Buffer[] | undefined {
  const found: Buffer[] = [];
  let place = 0;
  while (place < bytes.length) {
    if (place + 4 > bytes.length) return undefined;
    const end = place + 4 + bytes.readUInt32BE(place);
    if (end > bytes.length) return undefined;
    found.push(bytes.subarray(place + 4, end));
    place = end;
  }
  return found;
}

/** What is behind the name of the key's type. */
function ed25519(bytes: Buffer, length: number): Buffer | undefined {
  const [type, value, ...rest] = strings(bytes) ?? [];
  return type?.toString() === KEY_TYPE && value?.length === length && rest.length === 0 ? value : undefined;
}
