import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Random } from '../core/ports/basics.ts';
import type { CaKey } from './authority.ts';
import type { StoredKey } from './key-file.ts';
import { protectKey, unprotectKey } from './protected-key.ts';
import type { Tokens } from './token.ts';

/** What opens a key. Each is asked for only when a key needs it. */
export interface CaUnlock {
  /** @throws LatchkeyError PASSPHRASE_MISSING */
  passphrase(): Promise<string>;
  /** @throws LatchkeyError CA_TOKEN_FAILED when latchkey.yaml names no token */
  tokens(): Tokens;
}

/** Where a new key is to lie. */
export type KeyPlace =
  | { readonly kind: 'plain' }
  | { readonly kind: 'protected' }
  /** `token` is the token's label. */
  | { readonly kind: 'token'; readonly token: string };

/** Opens nothing: for homes whose key lies in its file as it is. */
export const NO_UNLOCK: CaUnlock = {
  passphrase: async () => {
    throw new LatchkeyError('PASSPHRASE_MISSING', { detail: 'The key of the Homelab CA is encrypted.' });
  },
  tokens: () => {
    throw new LatchkeyError('CA_TOKEN_FAILED', { detail: 'latchkey.yaml names no token (ca: token:).' });
  },
};

/**
 * A key of this process.
 * @throws Error when it is not a P-256 key
 */
export function signingKey(key: KeyObject): CaKey {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('It is not a P-256 key.');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { spki: new Uint8Array(spki), sign: (data) => sign('sha256', data, key) };
}

/**
 * Makes a stored key ready to sign.
 * @throws LatchkeyError PASSPHRASE_MISSING, PASSPHRASE_WRONG, CA_TOKEN_FAILED
 */
export async function openKey(stored: StoredKey, unlock: CaUnlock): Promise<CaKey> {
  if (stored.kind === 'token') return unlock.tokens().signer(stored);
  return signingKey(await openKeyObject(stored, unlock));
}

/** The private key itself. @throws LatchkeyError PASSPHRASE_MISSING, PASSPHRASE_WRONG */
export async function openKeyObject(
  stored: Exclude<StoredKey, { readonly kind: 'token' }>,
  unlock: Pick<CaUnlock, 'passphrase'>,
): Promise<KeyObject> {
  if (stored.kind === 'plain') return createPrivateKey(stored.pem);
  const key = unprotectKey(stored.pem, await unlock.passphrase());
  if (!key) throw new LatchkeyError('PASSPHRASE_WRONG', { detail: 'It is about the key of the Homelab CA.' });
  return key;
}

/** A new key as it is, which is on no disk yet. */
export function makeFileKey(): { readonly stored: StoredKey & { readonly kind: 'plain' }; readonly key: CaKey } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { stored: { kind: 'plain', pem }, key: signingKey(privateKey) };
}

/**
 * Makes a key where it is to lie; what is to be in a file is not there yet.
 * @throws LatchkeyError PASSPHRASE_MISSING, CA_TOKEN_FAILED
 */
export async function makeKey(
  place: KeyPlace,
  unlock: CaUnlock,
  random: Random,
): Promise<{ readonly stored: StoredKey; readonly key: CaKey }> {
  if (place.kind === 'token') {
    const made = await unlock.tokens().generate(place.token, random);
    return { stored: { kind: 'token', ...made }, key: await unlock.tokens().signer(made) };
  }
  const { stored, key } = makeFileKey();
  if (place.kind === 'plain') return { stored, key };
  return { stored: { kind: 'protected', pem: await protectKey(stored.pem, await unlock.passphrase(), random) }, key };
}
