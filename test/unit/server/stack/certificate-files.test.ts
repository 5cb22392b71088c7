import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireCertificateFiles } from '../../../../server/stack/certificate-files.ts';

let dir: string;
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'pipe' });
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-pem-'));
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem');
  openssl('req', '-new', '-x509', '-key', 'key.pem', '-subj', '/CN=x', '-out', 'cert.pem');
  openssl('ec', '-in', 'key.pem', '-aes256', '-passout', 'pass:secret', '-out', 'old.pem');
  openssl('pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:secret', '-out', 'pkcs8.pem');
  openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'key.pem', '-out', 'plain8.pem');
  openssl('x509', '-in', 'cert.pem', '-outform', 'DER', '-out', 'cert.der');
  openssl('pkey', '-in', 'key.pem', '-outform', 'DER', '-out', 'key.der');
  for (const name of ['cert', 'key']) {
    const pem = readFileSync(join(dir, `${name}.pem`), 'utf8');
    writeFileSync(join(dir, `${name}-bom.pem`), `\uFEFF${pem}`);
    writeFileSync(join(dir, `${name}-16.pem`), Buffer.from(`\uFEFF${pem}`, 'utf16le'));
  }
});
afterAll(() => rmSync(dir, { recursive: true }));

it.each([
  ['cert.pem', 'key.pem'],
  ['cert.pem', 'plain8.pem'],
])('%s and %s are for Caddy to judge', async (certificate, key) => {
  await expect(requireCertificateFiles({ certificate, key }, dir)).resolves.toBeUndefined();
});

it.each([
  ['missing.pem', 'key.pem', /files\.certificate: .*missing\.pem does not exist/],
  ['cert-bom.pem', 'key.pem', /files\.certificate: .*cert-bom\.pem begins with a byte order mark/],
  ['cert.pem', 'key-bom.pem', /files\.key: .*byte order mark/],
  ['cert-16.pem', 'key.pem', /files\.certificate: .*UTF-16LE .*iconv/],
  ['cert.pem', 'key-16.pem', /files\.key: .*UTF-16LE/],
  ['cert.der', 'key.pem', /is DER; .*openssl x509 -inform DER/],
  ['cert.pem', 'key.der', /is DER; .*openssl pkey -inform DER/],
  ['cert.pem', 'old.pem', /files\.key: .*is encrypted.*openssl pkey/],
  ['cert.pem', 'pkcs8.pem', /is encrypted/],
  ['key.pem', 'cert.pem', /has no certificate in PEM/],
  ['cert.pem', 'cert.pem', /has no key in PEM/],
])('%s and %s are refused in words that help', async (certificate, key, words) => {
  await expect(requireCertificateFiles({ certificate, key }, dir)).rejects.toMatchObject({
    code: 'CONFIG_NOT_VALID',
    detail: expect.stringMatching(words),
  });
});
