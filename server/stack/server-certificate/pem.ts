/** The PEM files of `certificates: files`, in our own words: Caddy's name neither the file nor what helps. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { plainText } from '../../../shared/plain-text.ts';
import { decodeText, encodingWords } from '../../../shared/text-encoding.ts';

/** A file that is not what it is named as; the message names it and says what to do. */
export class PemError extends Error {
  override readonly name = 'PemError';
}

/** Encrypted keys: PKCS#8 (RFC 7468, section 11), and the older form of OpenSSL (RFC 1421, 4.6.1.1). */
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:\s*4\s*,\s*ENCRYPTED/m;
/** Blocks as Caddy reads them (Go's encoding/pem): each boundary is a line of its own, and nothing stands before it. */
const BLOCKS = /(?<![^\n])-----BEGIN ([^\n]*?)-----[ \t]*\r?\n[\s\S]*?(?<=\n)-----END \1-----(?=[ \t\r]*(?:\n|$))/g;
/** PFX ::= SEQUENCE { version INTEGER {v3(3)}, … (RFC 7292, section 4), behind the header of the sequence. */
const PKCS12 = /^30(?:8[0-4](?:..){0,4}?|..)020103/;
/** ContentInfo with id-signedData (RFC 5652, section 5.1), behind the header of the sequence. */
const PKCS7 = /^30(?:8[0-4](?:..){0,4}?|..)06092a864886f70d010702/;

type Part = 'certificate' | 'key';

/** A command that writes a key is for its owner's eyes. */
const forOwner = (command: string) => `(umask 077; ${command})`;

interface Block {
  /** Of RFC 7468, such as `CERTIFICATE`. */
  readonly label: string;
  readonly pem: string;
}

const blocksIn = (text: string): Block[] =>
  [...text.matchAll(BLOCKS)].map(([pem, label = '']) => ({ label, pem: pem.trim() }));
const isKey = ({ label }: Block) => /(^| )PRIVATE KEY$/.test(label);

/** What a file has instead, by the label of a block (RFC 7468). */
const INSTEAD: readonly (readonly [part: Part, label: RegExp, words: (path: string) => string])[] = [
  [
    'certificate',
    /^(NEW )?CERTIFICATE REQUEST$/,
    () => 'is a certificate request, which a CA makes a certificate of; name the file that the CA gave back',
  ],
  [
    'certificate',
    /^PKCS ?#?7/,
    (path) => `is PKCS#7; write its certificates as PEM: openssl pkcs7 -print_certs -in ${path} -out ${path}.pem`,
  ],
  [
    'certificate',
    /^(TRUSTED|X509) CERTIFICATE$/,
    (path) => `is in a form of OpenSSL's own; write it as PEM: openssl x509 -in ${path} -out ${path}.pem`,
  ],
  [
    'certificate',
    /PRIVATE KEY$/,
    () => 'has a key and no certificate; name it as the key, and the file with the certificate here',
  ],
  [
    'key',
    /CERTIFICATE$/,
    () => 'has a certificate and no key; name it as the certificate, and the file with its key here',
  ],
  ['key', /REQUEST$/, () => 'is a certificate request; name the key that it was made with'],
  ['key', /PUBLIC KEY$/, () => 'has the public half of a key alone; name the file with the private one'],
  [
    'key',
    /PARAMETERS$/,
    () => 'names a curve, and the key itself is missing; name the file with -----BEGIN EC PRIVATE KEY-----',
  ],
];

/** What binary forms are, and how to make PEM of them. @param hex the beginning */
function binaryWords(hex: string, path: string, part: Part): string | undefined {
  if (!hex.startsWith('30')) return undefined;
  if (PKCS12.test(hex)) {
    const what = part === 'key' ? '-nocerts -nodes' : '-nokeys';
    return `is PKCS#12; convert it to PEM: ${forOwner(`openssl pkcs12 -in ${path} ${what} -out ${path}.pem`)}`;
  }
  if (PKCS7.test(hex))
    return `is PKCS#7; write its certificates as PEM: openssl pkcs7 -inform DER -print_certs -in ${path} -out ${path}.pem`;
  return `is DER; convert it to PEM: ${
    part === 'key'
      ? forOwner(`openssl pkey -inform DER -in ${path} -out ${path}.pem`)
      : `openssl x509 -inform DER -in ${path} -out ${path}.pem`
  }`;
}

function textIn(bytes: Buffer, path: string, part: Part): string {
  if (bytes.length === 0) throw new PemError(`${path} is empty; fetch it again`);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new PemError(
      `${path} begins with a byte order mark, which no reader of PEM takes; write it without: sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`,
    );
  }
  const binary = binaryWords(bytes.subarray(0, 20).toString('hex'), path, part);
  if (binary !== undefined) throw new PemError(`${path} ${binary}`);
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  // What stands between the blocks is nobody's business, in whatever code page.
  if (decoded.encoding === '8-bit') return bytes.toString('latin1');
  throw new PemError(`${path} ${encodingWords(decoded.encoding, path)}`);
}

/** What stands between -----BEGIN and -----END is there, and no reader finds it. */
function torn(text: string, path: string, what: string): PemError {
  const begins = text.split(new RegExp(`BEGIN ${what}`)).length;
  if (text.split(new RegExp(`END ${what}`)).length < begins)
    return new PemError(`${path} is cut off: a -----BEGIN of it has no end; fetch it again`);
  return new PemError(
    `${path} has a -----BEGIN or -----END that is no line of its own, and is read only in part; write each at the beginning of a line, with nothing behind it, and end lines with LF or CRLF`,
  );
}

function missing(text: string, path: string, part: Part): PemError {
  const labels = blocksIn(text).map(({ label }) => label);
  const [, , words] = INSTEAD.find(([of, like]) => of === part && labels.some((label) => like.test(label))) ?? [];
  if (words) return new PemError(`${path} ${words(path)}`);
  const binary = /^[A-Za-z0-9+/=\s]{64,}$/.test(text)
    ? binaryWords(Buffer.from(text, 'base64').subarray(0, 20).toString('hex'), `${path}.der`, part)
    : undefined;
  if (binary !== undefined)
    return new PemError(
      `${path} is base64 without its -----BEGIN; decode it: base64 -d ${path} > ${path}.der, which ${binary}`,
    );
  const has = labels.length > 0 ? `, but ${[...new Set(labels)].map((label) => plainText(label)).join(', ')}` : '';
  return new PemError(`${path} has no ${part} in PEM (-----BEGIN …)${has}; name the file that has it`);
}

/**
 * @param path of the file, for the words
 * @returns the certificates in the order in which they stand, at least one
 * @throws PemError
 */
export function certificatesIn(bytes: Buffer, path: string): readonly [X509Certificate, ...X509Certificate[]] {
  const text = textIn(bytes, path, 'certificate');
  const found = blocksIn(text).filter(({ label }) => label === 'CERTIFICATE');
  // Who reads PEM goes past a block that is not whole: the chain would be one certificate shorter without a word.
  if (text.split('BEGIN CERTIFICATE-').length - 1 > found.length) throw torn(text, path, 'CERTIFICATE-');
  const [first, ...others] = found.map(({ pem }, at) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      const which = at === 0 ? 'its first certificate' : `certificate ${at + 1} of it`;
      throw new PemError(`${path} is damaged: ${which} cannot be read; fetch it again`, { cause });
    }
  });
  if (!first) throw missing(text, path, 'certificate');
  return [first, ...others];
}

/**
 * @param path of the file, for the words
 * @throws PemError
 */
export function keyIn(bytes: Buffer, path: string): KeyObject {
  const text = textIn(bytes, path, 'key');
  const key = blocksIn(text).find(isKey);
  if (!key && /BEGIN ([A-Z]+ )?PRIVATE KEY-/.test(text)) throw torn(text, path, '(?:[A-Z]+ )?PRIVATE KEY-');
  if (!key) throw missing(text, path, 'key');
  if (ENCRYPTED.test(key.pem)) {
    throw new PemError(
      `${path} is encrypted, and nobody is there to type its passphrase when the home starts; write it without, readable by its owner alone: ${forOwner(`openssl pkey -in ${path} -out ${path}.plain`)}`,
    );
  }
  if (key.label.startsWith('OPENSSH'))
    throw new PemError(
      `${path} is a key of SSH, which is for no certificate; name the key that the certificate was made for`,
    );
  try {
    return createPrivateKey(key.pem);
  } catch (cause) {
    throw new PemError(`${path} is damaged: its key cannot be read; fetch it again`, { cause });
  }
}
