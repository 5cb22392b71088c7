/** The PEM files of `certificates: files`, in our own words: Caddy's name neither the file nor what helps. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { NotUtf8Error, textOf } from '../../shared/text-encoding.ts';

/** Encrypted keys: PKCS#8 (RFC 7468, section 11), and the older form of OpenSSL (RFC 1421, 4.6.1.1). */
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:\s*4\s*,\s*ENCRYPTED/m;

/** What is wrong with the text of a file, and what to do; undefined when Caddy can judge it. */
function problemOf(bytes: Buffer, path: string, part: 'certificate' | 'key'): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return `${path} begins with a byte order mark, which no reader of PEM takes; write it without: sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`;
  }
  if (bytes[0] === 0x30) {
    const command = part === 'key' ? 'openssl pkey' : 'openssl x509';
    return `${path} is DER; convert it to PEM: ${command} -inform DER -in ${path} -out ${path}.pem`;
  }
  const text = textOf(bytes, path);
  if (part === 'key' && ENCRYPTED.test(text)) {
    return `${path} is encrypted, and nobody is there to type its passphrase when the home starts; write it without, readable by its owner alone: (umask 077; openssl pkey -in ${path} -out ${path}.plain)`;
  }
  const block = part === 'key' ? /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ : /-----BEGIN CERTIFICATE-----/;
  return block.test(text) ? undefined : `${path} has no ${part} in PEM (-----BEGIN …); name the file that has it`;
}

/**
 * Makes sure that the files can be what they are named as.
 * @param dir the home folder: paths that are not absolute begin there
 * @throws LatchkeyError CONFIG_NOT_VALID naming the file and what to do
 */
export async function requireCertificateFiles(
  files: { readonly certificate: string; readonly key: string },
  dir: string,
): Promise<void> {
  for (const part of ['certificate', 'key'] as const) {
    const path = resolve(dir, files[part]);
    // One that cannot be read is for Caddy to say: it may run as another user.
    const bytes = await readFile(path).catch(() => undefined);
    const problem = bytes && wordsOf(bytes, path, part);
    if (problem !== undefined) {
      throw new LatchkeyError('CONFIG_NOT_VALID', { detail: `certificates.files.${part}: ${problem}.` });
    }
  }
}

function wordsOf(bytes: Buffer, path: string, part: 'certificate' | 'key'): string | undefined {
  try {
    return problemOf(bytes, path, part);
  } catch (error) {
    if (error instanceof NotUtf8Error) return error.message;
    throw error;
  }
}
