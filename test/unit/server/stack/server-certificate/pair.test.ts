/** Chains as OpenSSL makes them: a root, two authorities in between, and what can go wrong on the way into two files. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePair } from '../../../../../server/stack/server-certificate/pair.ts';
import { knownRoots } from '../../../../../server/stack/server-certificate/roots.ts';

const DAY = 86_400_000;
const NOW = Date.now();

let dir: string;
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'pipe' });
const file = (name: string) => readFileSync(join(dir, name));
const date = (days: number) => new Date(NOW + days * DAY).toISOString().replaceAll(/[-:T]|\.\d+/g, '');

const CA = 'basicConstraints=critical,CA:true\n';
const SERVER = 'subjectAltName=DNS:example.com,DNS:*.example.com\nextendedKeyUsage=serverAuth\n';

interface Recipe {
  readonly by?: string;
  readonly extensions?: string;
  readonly days?: readonly [from: number, to: number];
  readonly subject?: string;
  readonly key?: string;
}

/** Makes `<name>.pem` and `<name>.key`. */
function issue(name: string, { by, extensions = SERVER, days = [-1, 90], subject = name, key = name }: Recipe): void {
  if (key === name && !existsSync(join(dir, `${key}.key`)))
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  openssl('req', '-new', '-key', `${key}.key`, '-subj', `/O=Test/CN=${subject}`, '-out', `${name}.csr`);
  writeFileSync(join(dir, `${name}.ext`), extensions);
  writeFileSync(join(dir, 'index'), '');
  const signer =
    by === undefined ? ['-selfsign', '-keyfile', `${key}.key`] : ['-cert', `${by}.pem`, '-keyfile', `${by}.key`];
  openssl(
    ...['ca', '-batch', '-config', 'ca.cnf', '-notext', '-in', `${name}.csr`, '-out', `${name}.pem`],
    ...['-extfile', `${name}.ext`, '-startdate', date(days[0]), '-enddate', date(days[1]), ...signer],
  );
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-pair-'));
  const policy = 'O=optional\nCN=optional\n';
  writeFileSync(
    join(dir, 'ca.cnf'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=index\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\nrand_serial=yes\n[p]\n${policy}`,
  );
  issue('root', { extensions: CA, days: [-10, 3650] });
  issue('one', { by: 'root', extensions: CA, days: [-10, 900] });
  issue('two', { by: 'one', extensions: `${CA}authorityInfoAccess=caIssuers;URI:http://ca.example/one.cer\n` });
  issue('leaf', { by: 'two' });
  issue('short', { by: 'one' });
  issue('direct', { by: 'root' });
  issue('selfsigned', {});
  issue('expired', { by: 'one', days: [-90, -1] });
  issue('early', { by: 'one', days: [1, 90] });
  issue('client', {
    by: 'one',
    extensions: 'subjectAltName=DNS:example.com,DNS:*.example.com\nextendedKeyUsage=clientAuth\n',
  });
  issue('nosan', { by: 'one', subject: 'example.com', extensions: 'extendedKeyUsage=serverAuth\n' });
  issue('other', { by: 'one', extensions: 'subjectAltName=DNS:elsewhere.net\n' });
  issue('old', { by: 'root', extensions: CA, days: [-90, -1] });
  issue('under-old', { by: 'old' });
  // The same authority, issued anew: same name and key, other dates.
  issue('old-anew', { by: 'root', extensions: CA, subject: 'old', key: 'old' });
  // A root that another root vouches for, for those who do not know it yet.
  issue('elder', { extensions: CA });
  issue('root-by-elder', { by: 'elder', extensions: CA, subject: 'root', key: 'root' });
  openssl('ecparam', '-name', 'secp384r1', '-genkey', '-out', 'with-parameters.key');
  openssl('pkcs12', '-export', '-in', 'leaf.pem', '-inkey', 'leaf.key', '-passout', 'pass:x', '-out', 'leaf.p12');
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'leaf.pem', '-out', 'leaf.p7b');
  openssl('x509', '-in', 'leaf.pem', '-trustout', '-out', 'trusted.pem');
  const damaged = file('two.pem').toString().split('\n');
  writeFileSync(join(dir, 'damaged.pem'), [...damaged.slice(0, 3), ...damaged.slice(4)].join('\n'));
  writeFileSync(join(dir, 'unfinished.pem'), damaged.slice(0, 3).join('\n'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const roots = (...names: string[]) => names.map((name) => new X509Certificate(file(`${name}.pem`)));
const named = (bytes: Buffer, path: string) => ({ path, bytes });

interface Try {
  readonly hosts?: readonly string[];
  readonly known?: readonly string[];
}

/** The problems of a file with these certificates, in this order. */
function problems(
  names: string,
  key: string,
  { hosts = ['example.com', 'cloud.example.com'], known = ['root'] }: Try = {},
) {
  const parts = names.split(' ').map((name) => file(name.includes('.') ? name : `${name}.pem`));
  const bytes = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]).slice(0, -1));
  const certificate = named(bytes, 'cert.pem');
  return judgePair({ certificate, key: named(file(key), 'key.pem'), hosts, now: NOW, roots: roots(...known) }).problems;
}
const codes = (...args: Parameters<typeof problems>) => problems(...args).map(({ code }) => code);

describe('nothing is wrong with', () => {
  it.each([
    ['the whole chain', 'leaf two one', 'leaf.key', {}],
    ['the whole chain with its root', 'leaf two one root', 'leaf.key', { known: [] }],
    ['a chain whose root is the private one of somebody', 'short one', 'short.key', { known: [] }],
    ['a certificate of a known root itself', 'direct', 'direct.key', {}],
    ['a certificate that signed itself', 'selfsigned', 'selfsigned.key', { known: [] }],
    ['a cross-signed root behind', 'short one root-by-elder', 'short.key', {}],
    ['both certificates of an authority, the expired one first', 'under-old old old-anew', 'under-old.key', {}],
    ['a wildcard site that its wildcard covers', 'leaf two one', 'leaf.key', { hosts: ['*.example.com'] }],
    ['a key in the other form', 'leaf two one', 'leaf8.key', {}],
  ] as const)('%s', (_, names, key, options) => {
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'leaf.key', '-out', 'leaf8.key');
    expect(problems(names, key, options)).toEqual([]);
  });

  it('a pair, of which it says until when it is good', () => {
    const judged = judgePair({
      certificate: named(file('direct.pem'), 'cert.pem'),
      key: named(file('direct.key'), 'key.pem'),
      hosts: ['a.example.com'],
      now: NOW,
      roots: roots('root'),
    });
    expect(judged).toEqual({ notAfter: Math.floor((NOW + 90 * DAY) / 1000) * 1000, problems: [] });
  });
});

describe('it is seen that', () => {
  it.each([
    [
      'the intermediate is missing',
      'short',
      'short.key',
      ['chain'],
      /lacks the certificate of CN=one, O=Test.*fullchain/,
    ],
    ['all intermediates are missing', 'leaf', 'leaf.key', ['chain'], /CN=two/],
    [
      'the second intermediate is missing',
      'leaf two',
      'leaf.key',
      ['chain'],
      /CN=one.*issued CN=two.*http:\/\/ca\.example\/one\.cer/,
    ],
    ['the chain goes on from another', 'short two', 'short.key', ['chain', 'not-in-chain'], /CN=one/],
    [
      'the chain is in the wrong order',
      'leaf one two',
      'leaf.key',
      ['order'],
      /should be CN=leaf, O=Test, then CN=two/,
    ],
    ['a stranger is in the chain', 'leaf two one other', 'leaf.key', ['not-in-chain'], /CN=other/],
    ['the root comes first', 'root one short', 'short.key', ['not-first'], /begins with the certificate of CN=root/],
    ['the key is another', 'short one', 'leaf.key', ['key'], /key\.pem is not the key of cert\.pem/],
    ['the key is of another kind', 'short one', 'with-parameters.key', ['key'], /is not the key/],
    [
      'it has expired',
      'expired one',
      'expired.key',
      ['expired'],
      /cert\.pem expired on \d{4}-\d\d-\d\d; have it renewed/,
    ],
    ['it is not valid yet', 'early one', 'early.key', ['not-yet-valid'], /is not valid before .*clock/],
    [
      'its intermediate has expired',
      'under-old old',
      'under-old.key',
      ['expired'],
      /CN=old, O=Test in its chain expired/,
    ],
    ['it is for clients', 'client one', 'client.key', ['usage'], /no serverAuth/],
    ['it has its name in the subject alone', 'nosan one', 'nosan.key', ['names'], /no subjectAltName at all/],
    [
      'it is for others',
      'other one',
      'other.key',
      ['names'],
      /not for example\.com, cloud\.example\.com: it has DNS:elsewhere\.net/,
    ],
    ['a certificate is cut', 'leaf damaged one', 'leaf.key', ['not-pem'], /certificate 2 of it cannot be read/],
    ['a file is written halfway', 'leaf two unfinished', 'leaf.key', ['not-pem'], /is cut off: .*has no end/],
    ['it is PKCS#12', 'leaf.p12', 'leaf.key', ['not-pem'], /is PKCS#12; .*-nokeys/],
    ['the key is PKCS#12', 'leaf two one', 'leaf.p12', ['not-pem'], /is PKCS#12; .*-nocerts/],
    ['it is PKCS#7', 'leaf.p7b', 'leaf.key', ['not-pem'], /PKCS#7; .*-print_certs/],
    ['it is a request', 'leaf.csr', 'leaf.key', ['not-pem'], /certificate request/],
    ["it is OpenSSL's own form", 'trusted', 'leaf.key', ['not-pem'], /openssl x509/],
  ] as const)('%s', (_, names, key, expected, words) => {
    expect(codes(names, key)).toEqual(expected);
    expect(
      problems(names, key)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(words);
  });

  it.each([
    ['a name two labels deep', 'a.b.example.com'],
    ['a wildcard below the one it has', '*.pages.example.com'],
    ['an address', '192.168.1.5'],
  ])('%s is not covered by *.example.com', (_, host) => {
    expect(codes('direct', 'direct.key', { hosts: [host] })).toEqual(['names']);
  });

  it('a wildcard site is not covered by a single name', () => {
    issue('single', { by: 'root', extensions: 'subjectAltName=DNS:latchkey-any-name.example.com\n' });
    expect(codes('single', 'single.key', { hosts: ['*.example.com'] })).toEqual(['names']);
  });

  it.each([
    [2048, []],
    [3072, ['slow-key']],
    [4096, ['slow-key']],
  ])('an RSA key of %d bits costs much or not', (bits, expected) => {
    // Of short primes, which are found in a fraction of the time: its size is what costs the home.
    openssl('genrsa', '-primes', String(bits / 1024), '-out', 'rsa.key', String(bits));
    issue('rsa', { by: 'root', key: 'rsa' });
    expect(codes('rsa', 'rsa.key')).toEqual(expected);
  });

  it('several things are wrong, the worst first', () => {
    expect(codes('expired', 'leaf.key')).toEqual(['key', 'expired', 'chain']);
  });
});

it("the roots are Mozilla's, and whole", () => {
  expect(knownRoots().filter(({ ca }) => ca).length).toBeGreaterThan(100);
});
