/**
 * The Homelab CA on disk. `homelab-ca.crt` holds the certificate of the CA that signs now, then those of the CAs before
 * it that are still trusted: it is the one place that says which CA is which, and Caddy trusts what it holds.
 */
import { X509Certificate } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import { mayBeThere } from '../platform/exists.ts';
import { formatKeyFile, parseKeyFile, type StoredKey } from './key-file.ts';
import { readPrivate, readWhole, replaceFile } from './private-files.ts';

export type CaPaths = Pick<HomeLayout, 'ca'>;

/** The CAs that devices' certificates are trusted from. */
export interface TrustedCas {
  /** Signs now. */
  readonly current: X509Certificate;
  /** While a rotation is under way: signs nothing any more, and its certificates are still good. */
  readonly previous: readonly X509Certificate[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** @throws LatchkeyError HOME_DAMAGED */
export async function readTrustedCas({ ca }: CaPaths): Promise<TrustedCas> {
  const text = (await readWhole(ca.certificate)).toString('latin1');
  try {
    const [current, ...previous] = [...text.matchAll(CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
    if (current && text.replaceAll(CERTIFICATE, '').trim() === '') return { current, previous };
  } catch {
    // It is damaged, as below.
  }
  throw new LatchkeyError('HOME_DAMAGED', { detail: `${ca.certificate} holds something that is no certificate.` });
}

/** Replaces what is trusted. @param certificates PEM, the one that signs now first */
export function writeTrustedCas({ ca }: CaPaths, certificates: readonly string[]): Promise<void> {
  return replaceFile(ca.certificate, certificates.map((pem) => `${pem.trimEnd()}\n`).join(''), 0o644);
}

/**
 * The stored keys, the newest first.
 * @throws LatchkeyError CA_KEY_MISSING when there is no such file, CA_KEY_EXPOSED, HOME_DAMAGED
 */
export async function readStoredKeys({ ca }: CaPaths): Promise<readonly StoredKey[]> {
  if (!(await mayBeThere(ca.key))) throw new LatchkeyError('CA_KEY_MISSING', { detail: `${ca.key} does not exist.` });
  return parseKeyFile((await readPrivate(ca.key)).toString('latin1'), ca.key);
}

/** Replaces the stored keys. */
export function writeStoredKeys({ ca }: CaPaths, keys: readonly StoredKey[]): Promise<void> {
  return replaceFile(ca.key, formatKeyFile(keys), 0o600);
}
