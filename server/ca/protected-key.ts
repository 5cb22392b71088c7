/** A private key under a passphrase: PKCS#8's EncryptedPrivateKeyInfo (RFC 5958), as OpenSSL and Node read it. */
import { createCipheriv, createPrivateKey, type KeyObject, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { pem as asPem } from '../core/encoding.ts';
import type { Random } from '../core/ports/basics.ts';
import { element, oid, sequence, TAG, unsignedInteger } from '../platform/der.ts';

const LABEL = 'ENCRYPTED PRIVATE KEY';

/** What it costs to try a passphrase: scrypt's own names (RFC 7914, 2). */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * scrypt (RFC 7914) by the numbers of the OWASP password storage cheat sheet. 16 MiB and some 150 ms; node:crypto's own
 * export knows PBKDF2 with 2,048 rounds only, and OpenSSL refuses to read what takes 32 MiB or more.
 */
const SCRYPT: ScryptCost = { N: 2 ** 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 16;

const PBES2 = oid('2a864886f70d01050d');
const SCRYPT_KDF = oid('2b06010401da47040b');
const AES_256_CBC = oid('60864801650304012a');

const octets = (bytes: Uint8Array) => element(TAG.octetString, bytes);
const integer = (value: number) => unsignedInteger(Buffer.from(value.toString(16).padStart(8, '0'), 'hex'));
const derive = promisify<string, Uint8Array, number, ScryptCost, Buffer>(scrypt);

/**
 * Encrypts a key: PBES2 (RFC 8018) with scrypt and AES-256-CBC.
 * @param pem PKCS#8, not encrypted
 * @param cost another one only where the cost is not what is tested
 * @returns `-----BEGIN ENCRYPTED PRIVATE KEY-----`
 */
export async function protectKey(
  pem: string,
  passphrase: string,
  random: Random,
  cost: ScryptCost = SCRYPT,
): Promise<string> {
  const [salt, iv] = [random.bytes(SALT_BYTES), random.bytes(IV_BYTES)];
  const pkcs8 = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  const cipher = createCipheriv('aes-256-cbc', await derive(passphrase, salt, KEY_BYTES, cost), iv);
  const encrypted = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  const parameters = sequence(octets(salt), integer(cost.N), integer(cost.r), integer(cost.p), integer(KEY_BYTES));
  const scheme = sequence(PBES2, sequence(sequence(SCRYPT_KDF, parameters), sequence(AES_256_CBC, octets(iv))));
  return asPem(LABEL, sequence(scheme, octets(encrypted)));
}

/** Decrypts what {@link protectKey} made, or OpenSSL. @returns undefined when the passphrase is another one */
export function unprotectKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    return undefined;
  }
}
