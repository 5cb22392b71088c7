/** Certificate files as people bring them: made by OpenSSL, then saved, converted, joined and mixed up. */
import { execSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePair } from '../../../../../server/stack/server-certificate/pair.ts';

let dir: string;
const file = (name: string) => readFileSync(join(dir, name));
const files = (...names: string[]) => Buffer.concat(names.map(file));
const text = (...names: string[]) => files(...names).toString();
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const EC = 'ec -pkeyopt ec_paramgen_curve:P-256';
const signed = (name: string, by: string, extensions: string, key = EC) =>
  `openssl req -new -newkey ${key} -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name} && printf '${extensions}' > ext &&
   openssl x509 -req -in ${name}.csr -CA ${by}.pem -CAkey ${by}.key -CAcreateserial -days 90 -extfile ext -out ${name}.pem`;
const NAMES = 'subjectAltName=DNS:example.com,DNS:*.example.com';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-pem-'));
  const made = [
    `openssl req -x509 -newkey ${EC} -nodes -keyout root.key -out root.pem -days 3650 -subj /CN=root`,
    signed('int', 'root', 'basicConstraints=critical,CA:true'),
    signed('leaf', 'int', NAMES),
    signed('ip', 'int', 'subjectAltName=IP:192.0.2.5'),
    signed('ed', 'int', NAMES, 'ed25519'),
    signed('p521', 'int', NAMES, 'ec -pkeyopt ec_paramgen_curve:P-521'),
    signed('weak', 'int', NAMES, 'rsa:1024'),
    'openssl x509 -in leaf.pem -outform DER -out leaf.der',
    'openssl pkey -in leaf.key -outform DER -out leaf8.der',
    'openssl ec -in leaf.key -out sec1.key',
    'openssl pkcs12 -export -in leaf.pem -certfile int.pem -inkey leaf.key -passout pass:x -name "Müllers" -out leaf.p12',
    'openssl pkcs12 -in leaf.p12 -passin pass:x -nodes -out bag.pem',
    'openssl pkcs12 -in leaf.p12 -passin pass:x -passout pass:y -out bag-encrypted.pem',
    'openssl crl2pkcs7 -nocrl -certfile leaf.pem -certfile int.pem -outform DER -out leaf.p7.der',
    'openssl pkcs8 -topk8 -in leaf.key -passout pass:y -out encrypted8.key',
    'openssl ec -in leaf.key -aes256 -passout pass:y -out encrypted1.key',
    'openssl ecparam -name prime256v1 -out params.pem',
    'openssl pkey -in leaf.key -pubout -out public.pem',
    'openssl x509 -in leaf.pem -text -out text.pem',
    'openssl dhparam -dsaparam -out dh.pem 512',
  ];
  execSync(made.join(' && '), { cwd: dir, stdio: 'pipe' });
});
afterAll(() => rmSync(dir, { recursive: true }));

/** The codes, and the words, for the certificate and the key of a home with two names. */
function judged(certificate: Buffer | string, key: Buffer | string, host = 'cloud.example.com') {
  const { problems } = judgePair({
    certificate: { path: 'cert.pem', bytes: Buffer.from(certificate) },
    key: { path: 'key.pem', bytes: Buffer.from(key) },
    hosts: ['example.com', host],
    now: Date.now(),
    roots: [new X509Certificate(file('root.pem'))],
  });
  return { codes: problems.map(({ code }) => code), words: problems.map(({ message }) => message).join('\n') };
}
const chain = () => text('leaf.pem', 'int.pem');
const key = () => text('leaf.key');

describe('what Caddy loads and everybody takes is taken', () => {
  it.each<[string, () => Buffer | string, () => Buffer | string, string?]>([
    ['with its root behind', () => `${chain()}${text('root.pem')}`, key],
    ['with CRLF', () => chain().replaceAll('\n', '\r\n'), () => key().replaceAll('\n', '\r\n')],
    ['with "Bag Attributes", both in one file', () => file('bag.pem'), () => file('bag.pem')],
    ['with the key first, both in one file', () => `${key()}${chain()}`, () => `${key()}${chain()}`],
    ['with EC PARAMETERS before the key', chain, () => text('params.pem', 'sec1.key')],
    ['with EC PARAMETERS behind the key', chain, () => text('sec1.key', 'params.pem')],
    ['with another key behind the right one', chain, () => text('leaf.key', 'ip.key')],
    ['with its words before it (openssl x509 -text)', () => text('text.pem', 'int.pem'), key],
    ['with DH PARAMETERS', () => `${chain()}${text('dh.pem')}`, key],
    [
      'with a comment in Latin-1',
      () => Buffer.concat([Buffer.from('# Müller\n', 'latin1'), files('leaf.pem', 'int.pem')]),
      key,
    ],
    ['with spaces behind its boundaries', () => chain().replaceAll('-----\n', '-----  \n'), key],
    ['for a name in another script', chain, key, 'bücher.example.com'],
  ])('%s', (_, certificate, keyFile, host) => {
    expect(judged(certificate(), keyFile(), host)).toEqual({ codes: [], words: '' });
  });
});

describe('what cannot work is said, with what to do', () => {
  it.each<[string, () => Buffer | string, () => Buffer | string, readonly string[], RegExp]>([
    ['DER', () => file('leaf.der'), key, ['not-pem'], /is DER; .*x509 -inform DER/],
    ['a DER key', chain, () => file('leaf8.der'), ['not-pem'], /is DER; .*umask 077; openssl pkey -inform DER/],
    ['DER of PKCS#7', () => file('leaf.p7.der'), key, ['not-pem'], /is PKCS#7; .*pkcs7 -inform DER -print_certs/],
    ['base64 of DER', () => file('leaf.der').toString('base64'), key, ['not-pem'], /base64 -d .*is DER/],
    ['base64 of PKCS#12', () => file('leaf.p12').toString('base64'), key, ['not-pem'], /base64 -d .*is PKCS#12/],
    [
      'an encrypted key with "Bag Attributes"',
      () => file('bag.pem'),
      () => file('bag-encrypted.pem'),
      ['not-pem'],
      /is encrypted/,
    ],
    ['an encrypted key, new', chain, () => file('encrypted8.key'), ['not-pem'], /is encrypted.*openssl pkey/],
    ['an encrypted key, old', chain, () => file('encrypted1.key'), ['not-pem'], /is encrypted.*openssl pkey/],
    ['the two exchanged', key, chain, ['not-pem', 'not-pem'], /has a key and no certificate.*\n.*has a certificate/],
    ['a public key', chain, () => file('public.pem'), ['not-pem'], /public half/],
    ['a request as the key', chain, () => file('leaf.csr'), ['not-pem'], /request; name the key/],
    ['the curve alone', chain, () => file('params.pem'), ['not-pem'], /names a curve/],
    [
      'a key of SSH',
      chain,
      () => '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n',
      ['not-pem'],
      /key of SSH/,
    ],
    ['the right key behind another', chain, () => text('ip.key', 'leaf.key'), ['key'], /is not the key of/],
    ['a key cut off', chain, () => key().slice(0, 100), ['not-pem'], /is cut off/],
    ['an empty file', () => '', key, ['not-pem'], /cert\.pem is empty/],
    ['a page of the web', () => '<!DOCTYPE html>', key, ['not-pem'], /has no certificate in PEM/],
    ['UTF-16', () => Buffer.from(`\uFEFF${chain()}`, 'utf16le'), key, ['not-pem'], /is UTF-16LE/],
    [
      'a byte order mark',
      () => Buffer.concat([BOM, Buffer.from(chain())]),
      key,
      ['not-pem'],
      /begins with a byte order/,
    ],
    // Caddy serves the first one alone, without a word.
    [
      'a byte order mark before the second',
      () => Buffer.concat([file('leaf.pem'), BOM, file('int.pem')]),
      key,
      ['not-pem'],
      /no line of its own/,
    ],
    [
      'the second one indented',
      () => `${text('leaf.pem')}  ${text('int.pem')}`,
      key,
      ['not-pem'],
      /no line of its own/,
    ],
    ['no line between the two', () => text('leaf.pem').trimEnd() + text('int.pem'), key, ['not-pem'], /no line of its/],
    [
      'words behind a boundary',
      () => chain().replace('E-----\n-----B', 'E----- x\n-----B'),
      key,
      ['not-pem'],
      /its own/,
    ],
    ['lines that end with CR', () => chain().replaceAll('\n', '\r'), key, ['not-pem'], /LF or CRLF/],
    ['one line, from a form', () => chain().replaceAll('\n', ' '), key, ['not-pem'], /no line of its own/],
    ['one line, from a variable', () => chain().replaceAll('\n', '\\n'), key, ['not-pem'], /no line of its own/],
    ['the chain twice', () => chain() + chain(), key, ['twice'], /CN=leaf twice/],
    ['the certificate twice', () => text('leaf.pem') + chain(), key, ['twice'], /CN=leaf twice/],
    [
      'addresses alone',
      () => text('ip.pem', 'int.pem'),
      () => file('ip.key'),
      ['names'],
      /has IP Address:192\.0\.2\.5/,
    ],
    ['Ed25519', () => text('ed.pem', 'int.pem'), () => file('ed.key'), ['key-kind'], /ed25519/],
    ['P-521', () => text('p521.pem', 'int.pem'), () => file('p521.key'), ['key-kind'], /secp521r1/],
    ['a short RSA key', () => text('weak.pem', 'int.pem'), () => file('weak.key'), ['key-kind'], /RSA with 1024 bits/],
  ])('%s', (_, certificate, keyFile, codes, words) => {
    const { codes: found, words: said } = judged(certificate(), keyFile());
    expect(found).toEqual(codes);
    expect(said).toMatch(words);
  });
});
