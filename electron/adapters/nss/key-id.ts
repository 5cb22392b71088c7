import { createHash, X509Certificate } from 'node:crypto';

/**
 * The id that NSS gives a key (CKA_ID): the SHA-1 of its public part, the point of an EC key or the modulus of an RSA one
 * (PK11_MakeIDFromPubKey).
 * @param der a certificate for that key
 * @returns lower-case hexadecimal; undefined for other kinds of keys, which no browser shows to a server
 */
export function nssKeyId(der: Uint8Array): string | undefined {
  const { kty, x = '', y = '', n = '' } = new X509Certificate(der).publicKey.export({ format: 'jwk' });
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const uncompressed = Uint8Array.of(4);
  const material =
    kty === 'EC' ? Buffer.concat([uncompressed, bytes(x), bytes(y)]) : kty === 'RSA' ? bytes(n) : undefined;
  return material && createHash('sha1').update(material).digest('hex');
}
