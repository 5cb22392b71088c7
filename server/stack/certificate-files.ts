import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { errnoOf } from '../platform/errno.ts';
import { type JudgedPair, judgePair, type PairOptions } from './server-certificate/pair.ts';

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Judges the files of `certificates: files` as they are now.
 * @param dir the home folder: paths that are not absolute begin there
 * @throws NodeJS.ErrnoException when one cannot be read
 */
export async function judgeCertificateFiles(
  files: CertificateFiles,
  dir: string,
  options: Pick<PairOptions, 'hosts' | 'now' | 'roots'>,
): Promise<JudgedPair> {
  const read = async (file: string) => ({ path: resolve(dir, file), bytes: await readFile(resolve(dir, file)) });
  const [certificate, key] = await Promise.all([read(files.certificate), read(files.key)]);
  return judgePair({ certificate, key, ...options });
}

/**
 * Makes sure that Caddy can load the files.
 * @param dir as of {@link judgeCertificateFiles}
 * @throws LatchkeyError CONFIG_NOT_VALID naming the file and what to do
 */
export async function requireCertificateFiles(files: CertificateFiles, dir: string): Promise<void> {
  // One that cannot be read is for Caddy to say: it may run as another user.
  const judged = await judgeCertificateFiles(files, dir, { hosts: [], now: Date.now(), roots: [] }).catch((cause) => {
    if (errnoOf(cause) === undefined) throw cause;
    return undefined;
  });
  const wrong = judged?.problems.filter(({ effect }) => effect === 'not-loaded') ?? [];
  if (wrong.length > 0) {
    const detail = wrong.map(({ part, message }) => `certificates.files.${part}: ${message}.`).join('\n');
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail });
  }
}
