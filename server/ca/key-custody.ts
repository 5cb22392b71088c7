/** What the admin does with the Homelab CA's key: put it under a passphrase, take it from there, carry it away. */
import type { X509Certificate } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Random } from '../core/ports/basics.ts';
import { type CaPaths, readStoredKeys, readTrustedCas, writeStoredKeys } from './ca-files.ts';
import type { StoredKey } from './key-file.ts';
import { findKey } from './open-authority.ts';
import { protectKey, type ScryptCost, unprotectKey } from './protected-key.ts';
import { type CaUnlock, openKeyObject } from './signer.ts';

type FileKey = Exclude<StoredKey, { readonly kind: 'token' }>;

/** What a change of the key's protection needs. */
export interface KeyChange {
  readonly paths: CaPaths;
  /** Opens the key as it is now. */
  readonly unlock: CaUnlock;
  readonly random: Random;
  /** Another one than {@link protectKey}'s own only where the cost is not what is tested. */
  readonly cost?: ScryptCost;
}

/**
 * Puts the key under a passphrase; one that is under another gets the new one.
 * @throws LatchkeyError CA_TOKEN_FAILED when it is in a token; PASSPHRASE_MISSING; PASSPHRASE_WRONG
 */
export async function protectHomelabCa(change: KeyChange, passphrase: string): Promise<void> {
  const stored = await currentFileKey(change);
  await writeStoredKeys(change.paths, [{ kind: 'protected', pem: await underPassphrase(stored, change, passphrase) }]);
}

/**
 * Takes the passphrase from the key.
 * @returns false when there was none
 * @throws LatchkeyError as {@link protectHomelabCa}
 */
export async function unprotectHomelabCa(change: KeyChange): Promise<boolean> {
  const stored = await currentFileKey(change);
  if (stored.kind === 'plain') return false;
  const key = await openKeyObject(stored, change.unlock);
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  await writeStoredKeys(change.paths, [{ kind: 'plain', pem }]);
  return true;
}

/**
 * The key to carry away: PKCS#8 in PEM, under a passphrase, as OpenSSL reads it.
 * @throws LatchkeyError as {@link protectHomelabCa}
 */
export async function exportHomelabCaKey(change: KeyChange, passphrase: string): Promise<string> {
  return underPassphrase(await currentFileKey(change), change, passphrase);
}

/** Where the key of the CA that signs now lies, as far as can be said without opening it. */
export async function keyPlaceOf(paths: CaPaths): Promise<StoredKey | undefined> {
  try {
    return (await readStoredKeys(paths))[0];
  } catch (error) {
    if (LatchkeyError.is(error) && error.code === 'CA_KEY_MISSING') return undefined;
    throw error;
  }
}

async function currentFileKey({ paths, unlock }: KeyChange): Promise<FileKey> {
  const { current } = await readTrustedCas(paths);
  const opened = await findKey(await readStoredKeys(paths), current, unlock);
  if (!opened) throw notTheKey(paths, current);
  if (opened.stored.kind !== 'token') return opened.stored;
  throw new LatchkeyError('CA_TOKEN_FAILED', {
    detail: 'The key is in a token, and does not leave it.',
    hint: 'To have it in a file, take token: out of latchkey.yaml and make a new CA with latchkey ca rotate.',
  });
}

const notTheKey = ({ ca }: CaPaths, { subject }: X509Certificate) =>
  new LatchkeyError('HOME_DAMAGED', { detail: `${ca.key} is not the key of ${subject.replaceAll('\n', ', ')}.` });

/** Read back before it takes the place of anything: a key that nobody can open is lost. */
async function underPassphrase(stored: FileKey, change: KeyChange, passphrase: string): Promise<string> {
  const { unlock, random, cost } = change;
  const key = await openKeyObject(stored, unlock);
  const pem = await protectKey(key.export({ type: 'pkcs8', format: 'pem' }).toString(), passphrase, random, cost);
  if (unprotectKey(pem, passphrase)?.equals(key)) return pem;
  throw new Error('the encrypted key does not open');
}
