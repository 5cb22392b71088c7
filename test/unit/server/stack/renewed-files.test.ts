/** Whether a pair may take the place of the one that is served; as OpenSSL makes them, with a root of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../server/core/config/parse.ts';
import { homeLayout } from '../../../../server/core/layout.ts';
import { whyNotServed } from '../../../../server/stack/renewed-files.ts';

const DAY = 86_400_000;
const HOSTS = ['enroll.example.com', 'cloud.example.com'];
const layout = homeLayout('/srv/latchkey');
const parsed = parseConfig(
  'home: { name: A, domain: example.com }\nlan: [192.168.1.0/24]\nservices: { cloud: "http://127.0.0.1:1" }\ncertificates: { files: { certificate: /c.pem, key: /k.pem } }\n',
  'latchkey.yaml',
);
if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
const { config } = parsed;

let dir: string;
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'pipe' });
const read = (name: string) => readFileSync(join(dir, name), 'utf8');

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-renewed-'));
  const key = (name: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', name];
  openssl('req', '-x509', ...key('root.key'), '-subj', '/CN=root', '-days', '900', '-out', 'root.pem');
  const names = `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}`;
  openssl('req', '-new', ...key('leaf.key'), '-subj', '/CN=leaf', '-addext', names, '-out', 'leaf.csr');
  const signed = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-copy_extensions', 'copy'];
  openssl('x509', '-req', '-in', 'leaf.csr', ...signed, '-days', '90', '-out', 'leaf.pem');
});
afterAll(() => rmSync(dir, { recursive: true }));

const WHOLE = ['leaf.pem', 'root.pem'];
const ALONE = ['leaf.pem'];
const files = (certificates: readonly string[]) =>
  new Map([
    [layout.rendered.serverCertificate, { content: certificates.map(read).join(''), mode: 0o640 }],
    [layout.rendered.serverKey, { content: read('leaf.key'), mode: 0o640 }],
  ]);
const why = (fresh: readonly string[], running: readonly string[], days = 0) =>
  whyNotServed({ config, layout, hosts: HOSTS, now: Date.now() + days * DAY }, files(fresh), files(running));

describe('a pair without its chain', () => {
  it('does not take the place of one that has it', () => {
    expect(why(ALONE, WHOLE)).toMatch(/lacks the certificate of CN=root/);
  });

  it('takes the place of one that had none either', () => {
    expect(why(ALONE, ALONE)).toBeUndefined();
  });

  it('takes the place of one that has expired: some get in by it, and none by the old one', () => {
    expect(why(ALONE, WHOLE, 100)).toBeUndefined();
  });
});

it('a whole one takes the place of any', () => {
  expect(why(WHOLE, ALONE)).toBeUndefined();
  expect(why(WHOLE, WHOLE)).toBeUndefined();
});
