/**
 * What the home's own server root can sign for: whoever has taken its key, and whoever trusts it, must not be able to be, or
 * to meet, anybody but this home. Asked of those who verify: OpenSSL, Node, and NSS, with which Chromium and Firefox do.
 */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHomeMaterial } from '../../../server/ca/create.ts';
import { maySignFor, permittedDomains } from '../../../server/platform/permitted-names.ts';
import { prepareHome } from '../../../server/stack/validate.ts';
import { makeTestHome } from '../../support/stack/home.ts';

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const openssl = (...words: string[]) =>
  execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
const file = (name: string, text: string) => writeFileSync(join(folder, name), text);

let folder: string;
let rootPem: string;

/** Signs a server certificate for names, over an intermediate as Caddy has one. */
function sign(name: string, san: string): void {
  file('leaf.cnf', `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${san}\n`);
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    '/O=Leaf',
    '-out',
    'leaf.csr',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'leaf.csr',
    '-CA',
    'between.crt',
    '-CAkey',
    'between.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'leaf.cnf',
    '-out',
    `${name}.crt`,
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-names-'));
  const { serverRoot } = await createHomeMaterial(
    'Example Home',
    { serverRoot: true, domain: 'home.example.com' },
    { clock: Date, random },
  );
  if (!serverRoot) throw new Error('no root');
  rootPem = serverRoot.certificatePem;
  file('root.crt', rootPem);
  file('root.key', serverRoot.keyPem);
  file('between.cnf', 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n');
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'between.key',
    '-subj',
    '/CN=Between',
    '-out',
    'between.csr',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'between.csr',
    '-CA',
    'root.crt',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'between.cnf',
    '-out',
    'between.crt',
  );
  execFileSync('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
  for (const [name, trust] of [
    ['root', 'C,,'],
    ['between', ',,'],
  ] as const) {
    execFileSync('certutil', ['-A', '-d', `sql:${folder}`, '-n', name, '-t', trust, '-i', join(folder, `${name}.crt`)]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (run: () => unknown): boolean => {
  try {
    run();
    return true;
  } catch {
    return false;
  }
};

const byOpenssl = (name: string) =>
  said(() =>
    openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      'root.crt',
      '-untrusted',
      'between.crt',
      `${name}.crt`,
    ),
  );

const byNss = (name: string) => {
  const db = ['-d', `sql:${folder}`, '-n', name];
  execFileSync('certutil', ['-A', ...db, '-t', ',,', '-i', join(folder, `${name}.crt`)]);
  return said(() => execFileSync('certutil', ['-V', ...db, '-u', 'V', '-e'], { stdio: 'pipe' }));
};

async function byNode(name: string): Promise<boolean> {
  const [leaf, between, key] = await Promise.all(
    [`${name}.crt`, 'between.crt', `${name}.key`].map((each) => readFile(join(folder, each), 'utf8')),
  );
  const server = createServer({ cert: `${leaf}${between}`, key }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      // Which name was meant is another question; here it is whether the chain holds.
      const socket = connect({ port, host: '127.0.0.1', ca: rootPem, checkServerIdentity: () => undefined });
      socket.once('secureConnect', () => resolve(true)).once('error', () => resolve(false));
    });
  } finally {
    server.close();
  }
}

describe('a root for home.example.com', () => {
  test.each([
    ['the domain itself', 'DNS:home.example.com', true],
    ['a service', 'DNS:cloud.home.example.com', true],
    ['a name further below', 'DNS:a.b.home.example.com', true],
    ['a wildcard', 'DNS:*.home.example.com', true],
    ['the domain above', 'DNS:example.com', false],
    ['a sibling', 'DNS:other.example.com', false],
    ['a name that only ends alike', 'DNS:evilhome.example.com', false],
    ['a name of somebody else', 'DNS:bank.example', false],
    ['a wildcard above', 'DNS:*.example.com', false],
    ['one name of its own and one that is not', 'DNS:cloud.home.example.com,DNS:bank.example', false],
    ['an IPv4 address', 'IP:192.168.1.10', false],
    ['an IPv6 address', 'IP:fd12::10', false],
    ['one name of its own and an address', 'DNS:cloud.home.example.com,IP:127.0.0.1', false],
  ])('signs for %s (%s): %s', async (what, san, expected) => {
    const name = what.replaceAll(/\W/g, '-');
    sign(name, san);
    expect({ openssl: byOpenssl(name), nss: byNss(name), node: await byNode(name) }).toEqual({
      openssl: expected,
      nss: expected,
      node: expected,
    });
  });

  test('says so, critically', () => {
    expect(openssl('x509', '-in', 'root.crt', '-noout', '-ext', 'nameConstraints')).toMatch(
      /Name Constraints: critical/,
    );
    expect(permittedDomains(new X509Certificate(rootPem))).toEqual(['home.example.com']);
    const hosts = ['home.example.com', 'cloud.home.example.com', 'evilhome.example.com', 'example.com'];
    expect(hosts.map((host) => maySignFor(new X509Certificate(rootPem), host))).toEqual([true, true, false, false]);
  });
});

test('a root of before, without a domain, signs for any', async () => {
  const { serverRoot } = await createHomeMaterial('Example Home', { serverRoot: true }, { clock: Date, random });
  const root = new X509Certificate(serverRoot?.certificatePem ?? '');
  expect(permittedDomains(root)).toBeUndefined();
  expect(maySignFor(root, 'anything.example')).toBe(true);
});

test('a home says which of its sites its root does not sign for', async () => {
  const home = await makeTestHome({
    sites: { 'blog.caddy': 'blog.example.org, notes.home.localhost {\n\trespond "here"\n}\n' },
  });
  try {
    const { warnings } = await prepareHome({ ...home, env: process.env });
    expect(warnings.filter(({ path }) => path === 'sites')).toEqual([
      { path: 'sites', message: expect.stringMatching(/^has blog\.example\.org, .*not below home\.localhost.*tls /) },
    ]);
  } finally {
    await home.remove();
  }
});
