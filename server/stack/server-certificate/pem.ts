/** The PEM files of `certificates: files`, in our own words: Caddy's name neither the file nor what helps. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { NotUtf8Error, textOf } from '../../../shared/text-encoding.ts';

/** A file that is not what it is named as; the message names it and says what to do. */
export class PemError extends Error {
  override readonly name = 'PemError';
}

/** Encrypted keys: PKCS#8 (RFC 7468, section 11), and the older form of OpenSSL (RFC 1421, 4.6.1.1). */
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:\s*4\s*,\s*ENCRYPTED/m;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )?PRIVATE KEY-----/;
/** PFX ::= SEQUENCE { version INTEGER {v3(3)}, … (RFC 7292, section 4), behind the header of the sequence. */
const PKCS12 = /^30(?:8[0-4](?:..){0,4}?|..)020103/;

type Part = 'certificate' | 'key';

/** What a file has instead of a certificate or a key, by the label of its block (RFC 7468). */
const INSTEAD: readonly (readonly [label: RegExp, words: (path: string) => string])[] = [
  [
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/,
    () => 'is a certificate request, which a CA makes a certificate of; name the file that the CA gave back',
  ],
  [
    /-----BEGIN PKCS ?#?7/,
    (path) => `is PKCS#7; write its certificates as PEM: openssl pkcs7 -print_certs -in ${path} -out ${path}.pem`,
  ],
  [
    /-----BEGIN TRUSTED CERTIFICATE-----/,
    (path) => `is in a form of OpenSSL's own; write it as PEM: openssl x509 -in ${path} -out ${path}.pem`,
  ],
];

function textIn(bytes: Buffer, path: string, part: Part): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new PemError(
      `${path} begins with a byte order mark, which no reader of PEM takes; write it without: sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`,
    );
  }
  if (PKCS12.test(bytes.subarray(0, 12).toString('hex'))) {
    const what = part === 'key' ? '-nocerts -nodes' : '-nokeys';
    throw new PemError(
      `${path} is PKCS#12; convert it to PEM: (umask 077; openssl pkcs12 -in ${path} ${what} -out ${path}.pem)`,
    );
  }
  if (bytes[0] === 0x30) {
    const command = part === 'key' ? 'openssl pkey' : 'openssl x509';
    throw new PemError(`${path} is DER; convert it to PEM: ${command} -inform DER -in ${path} -out ${path}.pem`);
  }
  try {
    return textOf(bytes, path);
  } catch (error) {
    throw error instanceof NotUtf8Error ? new PemError(error.message, { cause: error }) : error;
  }
}

function missing(text: string, path: string, part: Part): PemError {
  const [, words] = INSTEAD.find(([label]) => part === 'certificate' && label.test(text)) ?? [];
  return new PemError(
    words ? `${path} ${words(path)}` : `${path} has no ${part} in PEM (-----BEGIN …); name the file that has it`,
  );
}

/**
 * @param path of the file, for the words
 * @returns the certificates in the order in which they stand, at least one
 * @throws PemError
 */
export function certificatesIn(bytes: Buffer, path: string): readonly [X509Certificate, ...X509Certificate[]] {
  const text = textIn(bytes, path, 'certificate');
  const read = (pem: string, at: number) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      const which = at === 0 ? 'its first certificate' : `certificate ${at + 1} of it`;
      throw new PemError(`${path} is damaged: ${which} cannot be read; fetch it again`, { cause });
    }
  };
  const [first, ...others] = (text.match(CERTIFICATES) ?? []).map(read);
  if (!first) throw missing(text, path, 'certificate');
  // Who reads PEM goes past a block without an end: the chain would be one certificate shorter, and nobody told.
  if (text.replaceAll(CERTIFICATES, '').includes('-----BEGIN CERTIFICATE-----'))
    throw new PemError(`${path} is cut off: one of its certificates has no end; fetch it again`);
  return [first, ...others];
}

/**
 * @param path of the file, for the words
 * @throws PemError
 */
export function keyIn(bytes: Buffer, path: string): KeyObject {
  const text = textIn(bytes, path, 'key');
  if (ENCRYPTED.test(text)) {
    throw new PemError(
      `${path} is encrypted, and nobody is there to type its passphrase when the home starts; write it without, readable by its owner alone: (umask 077; openssl pkey -in ${path} -out ${path}.plain)`,
    );
  }
  const [pem] = KEY.exec(text) ?? [];
  if (pem === undefined) throw missing(text, path, 'key');
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new PemError(`${path} is damaged: its key cannot be read; fetch it again`, { cause });
  }
}
