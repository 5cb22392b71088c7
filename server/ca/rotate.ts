/**
 * Changes of the Homelab CA on disk. Each is a few steps, every step replaces one file as a whole, and after a crash
 * between any two the home works and the same command goes on: `homelab-ca.crt` decides which CA signs and which are
 * trusted; a key that belongs to none of them is left over, and goes with the next change.
 */
import type { X509Certificate } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Clock, Random } from '../core/ports/basics.ts';
import { type CaPaths, readStoredKeys, readTrustedCas, writeStoredKeys, writeTrustedCas } from './ca-files.ts';
import { certifyHomelabCa } from './create.ts';
import type { StoredKey } from './key-file.ts';
import { findKey } from './open-authority.ts';
import { type CaUnlock, type KeyPlace, makeKey, openKey } from './signer.ts';

/** What a change of the CA needs. */
export interface CaChange {
  readonly paths: CaPaths;
  readonly unlock: CaUnlock;
  readonly clock: Clock;
  readonly random: Random;
  /** Told after each step; tests end the process there. */
  readonly onStep?: (step: CaStep) => void;
}

export type CaStep = 'key-made' | 'key-written' | 'certificates-written' | 'keys-tidied';

/** The keys that are there; none when the file is not. */
async function storedKeys(paths: CaPaths): Promise<readonly StoredKey[]> {
  try {
    return await readStoredKeys(paths);
  } catch (error) {
    if (LatchkeyError.is(error) && error.code === 'CA_KEY_MISSING') return [];
    throw error;
  }
}

/**
 * Makes a new CA that signs from now on; the one before is trusted until {@link finishRotation}. Where the key of the
 * one before is not there (it was left out of a backup), this is how a home comes to a key again.
 * @param home the home's name
 * @param place where the new key is to lie
 * @returns the new CA's certificate, PEM
 * @throws LatchkeyError CA_ROTATION_OPEN when the last one is not finished, and as {@link makeKey}; nothing was changed
 */
export async function beginRotation(home: string, place: KeyPlace, change: CaChange): Promise<string> {
  const { paths, unlock, onStep } = change;
  const { current, previous } = await readTrustedCas(paths);
  if (previous.length > 0) throw new LatchkeyError('CA_ROTATION_OPEN');
  const old = await findKey(await storedKeys(paths), current, unlock);
  const { stored, certificatePem } = await makeCa(home, place, change);
  await writeStoredKeys(paths, [stored, ...(old ? [old.stored] : [])]);
  onStep?.('key-written');
  await writeTrustedCas(paths, [certificatePem, current.toString()]);
  onStep?.('certificates-written');
  // The old key has nothing left to sign.
  await writeStoredKeys(paths, [stored]);
  onStep?.('keys-tidied');
  return certificatePem;
}

/**
 * Stops trusting the CAs before the current one.
 * @returns those that are no longer trusted; none when there were none
 */
export async function finishRotation({
  paths,
  onStep,
}: Pick<CaChange, 'paths' | 'onStep'>): Promise<readonly X509Certificate[]> {
  const { current, previous } = await readTrustedCas(paths);
  if (previous.length > 0) await writeTrustedCas(paths, [current.toString()]);
  onStep?.('certificates-written');
  return previous;
}

/**
 * Puts a new CA in the place of every one that there was: none of them is trusted any more, and their keys are gone.
 * Whoever calls this has shut every device out before; between two of these steps the home does not start, and the same
 * again goes on.
 * @returns the new CA's certificate, PEM
 * @throws LatchkeyError PASSPHRASE_WRONG when it is another than that of the key before; as {@link makeKey}
 */
export async function replaceCa(home: string, place: KeyPlace, change: CaChange): Promise<string> {
  const { paths, unlock, onStep } = change;
  const old = (await storedKeys(paths)).find(({ kind }) => kind === 'protected');
  // A new key under a mistyped passphrase would be lost.
  if (old && place.kind === 'protected') await openKey(old, unlock);
  const { stored, certificatePem } = await makeCa(home, place, change);
  await writeStoredKeys(paths, [stored]);
  onStep?.('key-written');
  await writeTrustedCas(paths, [certificatePem]);
  onStep?.('certificates-written');
  return certificatePem;
}

async function makeCa(home: string, place: KeyPlace, { unlock, clock, random, onStep }: CaChange) {
  const { stored, key } = await makeKey(place, unlock, random);
  const certificatePem = await certifyHomelabCa(home, key, { clock, random });
  onStep?.('key-made');
  return { stored, certificatePem };
}
