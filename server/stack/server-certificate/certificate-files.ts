import { resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { readRegularFile, whyUnreadable } from '../../platform/regular-file.ts';
import { covers, type JudgedPair, judgePair, type PairOptions } from './pair.ts';
import { certificatesIn } from './pem.ts';

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A file that latchkey.yaml names and that cannot be read; whoever renews it writes it again, and no backup has it. */
const notReadable = (detail: string, cause: unknown) =>
  new LatchkeyError('CONFIG_NOT_VALID', {
    detail,
    hint: 'Name a file that is there and that the user of the home may read; what renews it, such as certbot, writes it again.',
    cause,
  });

/** The bytes of a file that latchkey.yaml names. @param path absolute @throws LatchkeyError CONFIG_NOT_VALID */
export function readNamedFile(path: string, key = ''): Buffer {
  try {
    return readRegularFile(path);
  } catch (cause) {
    throw notReadable(`${key}${path} ${whyUnreadable(cause)}.`, cause);
  }
}

/**
 * Judges the files of `certificates: files` as they are now.
 * @param dir the home folder: paths that are not absolute begin there
 * @throws LatchkeyError CONFIG_NOT_VALID when one cannot be read
 */
export async function judgeCertificateFiles(
  files: CertificateFiles,
  dir: string,
  options: Pick<PairOptions, 'hosts' | 'now' | 'roots'>,
): Promise<JudgedPair> {
  const read = (part: 'certificate' | 'key') => {
    const path = resolve(dir, files[part]);
    return { path, bytes: readNamedFile(path, `certificates.files.${part}: `) };
  };
  return judgePair({ certificate: read('certificate'), key: read('key'), ...options });
}

/**
 * Makes sure that Caddy can load the files.
 * @param dir as of {@link judgeCertificateFiles}
 * @throws LatchkeyError CONFIG_NOT_VALID naming the file and what to do
 */
export async function requireCertificateFiles(files: CertificateFiles, dir: string): Promise<void> {
  const { problems } = await judgeCertificateFiles(files, dir, { hosts: [], now: Date.now(), roots: [] });
  const wrong = problems.filter(({ effect }) => effect === 'not-loaded');
  if (wrong.length > 0) {
    const detail = wrong.map(({ part, message }) => `certificates.files.${part}: ${message}.`).join('\n');
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail });
  }
}

/**
 * Names that would be served with the home's certificate, and that it is not for: nobody connects to them.
 * @param dir as of {@link judgeCertificateFiles}
 * @param hosts those without a certificate of their own
 * @throws LatchkeyError CONFIG_NOT_VALID when the certificate cannot be read
 */
export function uncoveredHosts({ certificate }: CertificateFiles, dir: string, hosts: readonly string[]): string[] {
  const path = resolve(dir, certificate);
  const [leaf] = certificatesIn(readNamedFile(path), path);
  return hosts.filter((host) => !/[{}]/.test(host) && !covers(leaf, host));
}
