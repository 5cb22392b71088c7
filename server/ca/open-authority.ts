/** The Homelab CA made ready to sign. Apart from its files, since most commands read files and never sign. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Random } from '../core/ports/basics.ts';
import { type CaKey, HomelabCa } from './authority.ts';
import { type CaPaths, readStoredKeys, readTrustedCas } from './ca-files.ts';
import type { RootKeys } from './create.ts';
import type { StoredKey } from './key-file.ts';
import { type CaUnlock, NO_UNLOCK, openKey, signingKey } from './signer.ts';

/**
 * A CA from its key and certificate in PEM.
 * @throws LatchkeyError HOME_DAMAGED when one is unreadable or the key is not that of the certificate; other errors of
 * the platform's parsers are its cause
 */
export function homelabCaFromPem({ keyPem, certificatePem }: RootKeys, random: Random): HomelabCa {
  try {
    const key = signingKey(createPrivateKey(keyPem));
    const certificate = new X509Certificate(certificatePem);
    if (!isKeyOf(key, certificate)) {
      throw new LatchkeyError('HOME_DAMAGED', { detail: 'The key is not that of the certificate.' });
    }
    return new HomelabCa(certificate, key.sign, random);
  } catch (cause) {
    if (LatchkeyError.is(cause)) throw cause;
    throw new LatchkeyError('HOME_DAMAGED', { detail: 'There is no usable key and certificate.', cause });
  }
}

/** A stored key and what it opened to. */
export interface OpenedKey {
  readonly stored: StoredKey;
  readonly key: CaKey;
}

/**
 * Opens the key of a CA among the stored ones.
 * @returns undefined when it is not among them
 * @throws LatchkeyError PASSPHRASE_MISSING, PASSPHRASE_WRONG, CA_TOKEN_FAILED, HOME_DAMAGED
 */
export async function findKey(
  keys: readonly StoredKey[],
  certificate: X509Certificate,
  unlock: CaUnlock,
): Promise<OpenedKey | undefined> {
  for (const stored of keys) {
    try {
      const key = await openKey(stored, unlock);
      if (isKeyOf(key, certificate)) return { stored, key };
    } catch (cause) {
      if (LatchkeyError.is(cause)) throw cause;
      throw new LatchkeyError('HOME_DAMAGED', { detail: 'The key of the Homelab CA cannot be used.', cause });
    }
  }
  return undefined;
}

/**
 * Opens the Homelab CA for signing.
 * @param unlock what opens a key that is encrypted or in a token
 * @throws LatchkeyError CA_KEY_MISSING; CA_KEY_EXPOSED when others can read the key; PASSPHRASE_MISSING;
 * PASSPHRASE_WRONG; CA_TOKEN_FAILED; HOME_DAMAGED when a file is unreadable or the key is not that of the certificate
 */
export async function openHomelabCa(paths: CaPaths, random: Random, unlock: CaUnlock = NO_UNLOCK): Promise<HomelabCa> {
  const { current, previous } = await readTrustedCas(paths);
  const opened = await findKey(await readStoredKeys(paths), current, unlock);
  if (!opened) {
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${paths.ca.key} is not the key of ${paths.ca.certificate}.` });
  }
  return new HomelabCa(current, opened.key.sign, random, previous);
}

function isKeyOf({ spki }: CaKey, certificate: X509Certificate): boolean {
  return certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(spki);
}
