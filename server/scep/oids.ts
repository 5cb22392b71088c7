import { oid } from '../platform/der.ts';

/** Object identifiers of CMS (RFC 5652), PKCS#9 and SCEP (RFC 8894 3.2.1), in DER. */
export const OID = {
  data: oid('2a864886f70d010701'),
  signedData: oid('2a864886f70d010702'),
  envelopedData: oid('2a864886f70d010703'),
  contentType: oid('2a864886f70d010903'),
  messageDigest: oid('2a864886f70d010904'),
  challengePassword: oid('2a864886f70d010907'),
  rsaEncryption: oid('2a864886f70d010101'),
  ecdsaWithSha256: oid('2a8648ce3d040302'),
  messageType: oid('6086480186f845010902'),
  pkiStatus: oid('6086480186f845010903'),
  failInfo: oid('6086480186f845010904'),
  senderNonce: oid('6086480186f845010905'),
  recipientNonce: oid('6086480186f845010906'),
  transactionId: oid('6086480186f845010907'),
} as const;

/**
 * How a client signs. SHA-1 is taken of old ones: what is signed proves only who holds the key that the reply is encrypted
 * for, and nothing that it says is believed.
 */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['2b0e03021a', 'sha1'],
  ['608648016503040201', 'sha256'],
  ['608648016503040202', 'sha384'],
  ['608648016503040203', 'sha512'],
]);
export const SHA_256 = oid('608648016503040201');

export interface Cipher {
  readonly name: string;
  readonly keyLength: number;
  readonly ivLength: number;
}

/** How a client encrypts, by the hexadecimal digits of the identifier. Single DES is none. */
export const CIPHERS: ReadonlyMap<string, Cipher> = new Map([
  ['2a864886f70d0307', { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 }],
  ['608648016503040102', { name: 'aes-128-cbc', keyLength: 16, ivLength: 16 }],
  ['608648016503040116', { name: 'aes-192-cbc', keyLength: 24, ivLength: 16 }],
  ['60864801650304012a', { name: 'aes-256-cbc', keyLength: 32, ivLength: 16 }],
]);
