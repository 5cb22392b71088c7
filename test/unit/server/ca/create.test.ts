import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { readCertificate, writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { homeLayout } from '../../../../server/core/layout.ts';
import { fixedClock, random } from '../core/support.ts';

const dir = mkdtempSync(join(tmpdir(), 'latchkey-ca-'));
const layout = homeLayout(dir);
const clock = fixedClock();
const now = clock.now();

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const text = (path: string) =>
  openssl('x509', '-in', path, '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb,show_type');

beforeAll(async () => {
  await writeHomeKeys(layout, await createHomeMaterial('Example Home', { serverRoot: true }, { clock, random }));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the roots of a new home', () => {
  it('has a Homelab CA of ten years that may sign devices and no other authority', async () => {
    const shown = text(layout.ca.certificate);
    expect(shown).toContain('Subject: O=UTF8STRING:Example Home,CN=UTF8STRING:Homelab CA');
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(shown).toContain('Subject Key Identifier');
    const { notAfter } = await openHomelabCa(layout, random);
    expect(new Date(notAfter).getUTCFullYear() - new Date(now).getUTCFullYear()).toBe(10);
  });

  it('has a server root that may have one intermediate below it', async () => {
    const shown = text(layout.ca.serverRootCertificate);
    expect(shown).toContain('CN=UTF8STRING:Example Home Server Root');
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:1/);
    expect(await readCertificate(layout.ca.serverRootCertificate)).toContain('BEGIN CERTIFICATE');
  });

  it('stays within the bounds of X.520 for the longest name of a home', async () => {
    const home = 'ä'.repeat(64);
    const { serverRoot, ca } = await createHomeMaterial(home, { serverRoot: true }, { clock, random });
    for (const { certificatePem } of [ca, ...(serverRoot ? [serverRoot] : [])]) {
      writeFileSync(join(dir, 'long.crt'), certificatePem);
      expect(openssl('verify', '-x509_strict', '-CAfile', join(dir, 'long.crt'), join(dir, 'long.crt'))).toContain(
        ': OK',
      );
    }
  });
});
