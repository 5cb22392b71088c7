/** Backups are files of age (https://age-encryption.org/v1): any age program opens them, with or without Latchkey. */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { LatchkeyError } from '../../shared/errors.ts';

/** For whom a backup is made. */
export type SealTo =
  /** Public keys of age, `age1…`. */
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** What opens a backup. */
export type OpenWith =
  /** The secret keys of age, `AGE-SECRET-KEY-1…`. */
  | { readonly kind: 'identities'; readonly identities: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

export interface Sealed {
  readonly bytes: Uint8Array;
  /** Decrypts what was read back from the disk. */
  readonly readBack: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Encrypts. For public keys, a key of the moment is among the recipients: by it the file is read back before anybody
 * relies on it, and then it is forgotten.
 * @throws LatchkeyError USAGE for what is no public key
 */
export async function seal(plain: Uint8Array, to: SealTo): Promise<Sealed> {
  const encrypter = new Encrypter();
  const decrypter = new Decrypter();
  if (to.kind === 'passphrase') {
    encrypter.setPassphrase(to.passphrase);
    decrypter.addPassphrase(to.passphrase);
  } else {
    for (const recipient of to.recipients) addRecipient(encrypter, recipient);
    const moment = await generateX25519Identity();
    encrypter.addRecipient(await identityToRecipient(moment));
    decrypter.addIdentity(moment);
  }
  return { bytes: await encrypter.encrypt(plain), readBack: (bytes) => decrypter.decrypt(bytes) };
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    const detail = `${recipient} is no public key of age.`;
    throw new LatchkeyError('USAGE', { detail, hint: 'Write one that age-keygen printed: age1…', cause });
  }
}

const HEADER = 'age-encryption.org/v1\n';

/** How a backup was sealed, by its header. @throws LatchkeyError BACKUP_DAMAGED when it is no file of age */
export function sealKind(bytes: Uint8Array): SealTo['kind'] {
  const header = Buffer.from(bytes.subarray(0, 64 * 1024)).toString('latin1');
  if (!header.startsWith(HEADER)) throw new LatchkeyError('BACKUP_DAMAGED', { detail: 'It is no file of age.' });
  return header.startsWith('-> scrypt ', HEADER.length) ? 'passphrase' : 'recipients';
}

/**
 * Decrypts a backup, all of it or nothing.
 * @throws LatchkeyError BACKUP_NOT_OPENED for another key or passphrase, BACKUP_DAMAGED, USAGE for what is no key
 */
export async function unseal(bytes: Uint8Array, by: OpenWith): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  if (by.kind === 'passphrase') decrypter.addPassphrase(by.passphrase);
  else for (const identity of by.identities) addIdentity(decrypter, identity);
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.startsWith('no identity matched')) throw new LatchkeyError('BACKUP_NOT_OPENED', { cause });
    throw new LatchkeyError('BACKUP_DAMAGED', { detail: `It cannot be decrypted: ${message}.`, cause });
  }
}

function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity);
  } catch {
    // Neither the text nor the library's error: both may hold the key.
    throw new LatchkeyError('USAGE', {
      detail: 'The identity file holds something that is no secret key of age.',
      hint: 'Name the file that age-keygen made: AGE-SECRET-KEY-1…',
    });
  }
}
