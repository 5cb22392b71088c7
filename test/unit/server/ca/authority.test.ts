import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { pem } from '../../../../server/core/encoding.ts';
import { homeLayout } from '../../../../server/core/layout.ts';
import type { CertificateTemplate } from '../../../../server/core/ports/authority.ts';
import { certificateEnd, certificateStart, DAY } from '../../../../server/core/validity.ts';
import { fixedClock, random } from '../core/support.ts';
import { makeRequest } from './requests.ts';

const dir = mkdtempSync(join(tmpdir(), 'latchkey-ca-'));
const layout = homeLayout(dir);
const clock = fixedClock();
const now = clock.now();
const deviceId = '3f2a9c01-7c1e-4b57-9f53-2a6b7d9c0e11';

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const text = (path: string) =>
  openssl('x509', '-in', path, '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb,show_type');

async function issue(over: Partial<CertificateTemplate> = {}) {
  const ca = await openHomelabCa(layout, random);
  const key = ca.readRequest(await makeRequest());
  const issued = await ca.issue({
    person: 'Dave',
    deviceName: 'MacBook Air',
    deviceId,
    home: 'Example Home',
    key,
    notBefore: certificateStart(now),
    notAfter: certificateEnd(now, 365, ca.notAfter),
    ...over,
  });
  const path = join(dir, `${issued.fingerprint}.crt`);
  writeFileSync(path, pem('CERTIFICATE', issued.der));
  return { ...issued, path, key };
}

beforeAll(async () => {
  await writeHomeKeys(layout, await createHomeMaterial('Example Home', { serverRoot: true }, { clock, random }));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("a device's certificate, as OpenSSL reads it", () => {
  it('says what the profile says and nothing else', async () => {
    const { path } = await issue();
    const shown = text(path);
    expect(shown).toMatch(/Version: 3/);
    expect(shown).toMatch(/Signature Algorithm: ecdsa-with-SHA256/);
    expect(shown).toMatch(/NIST CURVE: P-256/);
    expect(shown).toContain('Subject: O=UTF8STRING:Example Home,OU=UTF8STRING:MacBook Air,CN=UTF8STRING:Dave');
    expect(shown).toContain('Issuer: O=UTF8STRING:Example Home,CN=UTF8STRING:Homelab CA');
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(shown).toMatch(/Key Usage: critical\s+Digital Signature, Key Agreement\n/);
    expect(shown).toMatch(/Extended Key Usage: \n\s+TLS Web Client Authentication\n/);
    expect(shown).toMatch(new RegExp(`Subject Alternative Name: \\n\\s+URI:urn:uuid:${deviceId}\\n`));
    expect(shown.match(/X509v3 (?!extensions)/g)).toHaveLength(6);
  });

  it('is verified by the Homelab CA for clients and for nothing else', async () => {
    const { path } = await issue();
    expect(
      openssl('verify', '-x509_strict', '-CAfile', layout.ca.certificate, '-purpose', 'sslclient', path),
    ).toContain(': OK');
    expect(() => openssl('verify', '-CAfile', layout.ca.certificate, '-purpose', 'sslserver', path)).toThrow();
    expect(() => openssl('verify', '-CAfile', layout.ca.serverRootCertificate, path)).toThrow();
  });

  it('begins five minutes ago, ends in 365 days, in whole seconds', async () => {
    const { notBefore, notAfter, path } = await issue();
    expect(notBefore).toBe(Math.floor((now - 5 * 60_000) / 1000) * 1000);
    expect(notAfter).toBe(Math.floor((now + 365 * DAY) / 1000) * 1000);
    const end = openssl('x509', '-in', path, '-noout', '-enddate').trim().replace('notAfter=', '');
    expect(Date.parse(end)).toBe(notAfter);
  });

  it('never outlives the CA', async () => {
    const ca = await openHomelabCa(layout, random);
    const late = ca.notAfter - 10 * DAY;
    const { notAfter } = await issue({
      notBefore: certificateStart(late),
      notAfter: certificateEnd(late, 365, ca.notAfter),
    });
    expect(notAfter).toBe(ca.notAfter);
  });

  it('has a random positive serial of 128 bits, written as recorded', async () => {
    const serials = new Set<string>();
    for (let i = 0; i < 8; i += 1) {
      const { serial, path } = await issue();
      expect(openssl('x509', '-in', path, '-noout', '-serial').trim().toLowerCase()).toBe(
        `serial=${serial.replace(/^(00)+/, '')}`,
      );
      serials.add(serial);
    }
    expect(serials.size).toBe(8);
    const high = await openHomelabCa(layout, { bytes: (n) => new Uint8Array(n).fill(0xff) });
    const key = high.readRequest(await makeRequest());
    const order = { person: 'A', deviceName: 'B', deviceId, home: 'C', key, notBefore: now, notAfter: now + DAY };
    const { der } = await high.issue(order);
    writeFileSync(join(dir, 'high.crt'), pem('CERTIFICATE', der));
    expect(openssl('x509', '-in', join(dir, 'high.crt'), '-noout', '-serial')).toBe(`serial=${'FF'.repeat(16)}\n`);
  });

  it('keeps a name that looks like a distinguished name one attribute', async () => {
    const { path } = await issue({ person: 'Dave,O=Bank\\+CN=admin #"<>;=', deviceName: 'Jürgens Gerät 😀' });
    const shown = openssl('x509', '-in', path, '-noout', '-subject', '-nameopt', 'multiline,utf8,-esc_msb');
    expect(
      shown
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().replace(/\s+= /, '=')),
    ).toEqual([
      String.raw`commonName=Dave,O=Bank\\+CN=admin #"<>;=`,
      'organizationalUnitName=Jürgens Gerät 😀',
      'organizationName=Example Home',
    ]);
  });

  it('is recorded under the hashes that everybody else computes', async () => {
    const { der, fingerprint, path, spkiHash, key } = await issue();
    expect(fingerprint).toBe(createHash('sha256').update(der).digest('hex'));
    const seen = openssl('x509', '-in', path, '-noout', '-fingerprint', '-sha256').split('=')[1] ?? '';
    expect(seen.trim().replaceAll(':', '').toLowerCase()).toBe(fingerprint);
    expect(spkiHash).toBe(createHash('sha256').update(key.spki).digest('hex'));
  });
});
