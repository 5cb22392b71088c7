import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrustedCas } from '../../../../server/ca/ca-files.ts';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { CurrentCa } from '../../../../server/ca/current-ca.ts';
import { writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { beginRotation, finishRotation } from '../../../../server/ca/rotate.ts';
import { NO_UNLOCK } from '../../../../server/ca/signer.ts';
import { type HomeLayout, homeLayout } from '../../../../server/core/layout.ts';
import { fixedClock, random } from '../core/support.ts';
import { makeRequest } from './requests.ts';

const HOME = 'Example Home';
const clock = fixedClock();
let dir: string;
let layout: HomeLayout;
/** What the client-auth check trusts. */
let trusted: readonly string[];
let trust: () => Promise<void>;

const fingerprints = async () => {
  const { current, previous } = await readTrustedCas(layout);
  return [current, ...previous].map(({ fingerprint256 }) => fingerprint256);
};
const change = () => ({ paths: layout, unlock: NO_UNLOCK, clock, random });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-current-'));
  layout = homeLayout(dir);
  await writeHomeKeys(layout, await createHomeMaterial(HOME, { serverRoot: false }, { clock, random }));
  trusted = await fingerprints();
  trust = async () => {
    trusted = await fingerprints();
  };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => CurrentCa.open({ paths: layout, open: () => openHomelabCa(layout, random), trust: () => trust() });

async function issue(ca: CurrentCa): Promise<X509Certificate> {
  const key = ca.readRequest(await makeRequest());
  const order = { person: 'Dave', deviceName: 'Laptop', deviceId: crypto.randomUUID(), home: HOME, key };
  const now = clock.now();
  return new X509Certificate((await ca.issue({ ...order, notBefore: now, notAfter: now + 3_600_000 })).der);
}

/** Whether the client-auth check trusts the CA that signed it, at this moment. */
async function isTrusted(certificate: X509Certificate): Promise<boolean> {
  const { current, previous } = await readTrustedCas(layout);
  const issuer = [current, ...previous].find((ca) => certificate.checkIssued(ca));
  return issuer !== undefined && trusted.includes(issuer.fingerprint256);
}

describe('the CA of a running home', () => {
  it('signs by the new key from the first certificate after a rotation, which the client-auth check trusts by then', async () => {
    const ca = await open();
    const before = await issue(ca);
    await beginRotation(HOME, { kind: 'plain' }, change());
    const after = await issue(ca);
    expect(after.checkIssued((await readTrustedCas(layout)).current)).toBe(true);
    expect([await isTrusted(before), await isTrusted(after)]).toEqual([true, true]);
    expect(ca.trusted).toHaveLength(2);

    await finishRotation(change());
    expect(await ca.refresh()).toBe(true);
    expect(await ca.refresh()).toBe(false);
    expect([await isTrusted(before), await isTrusted(after)]).toEqual([false, true]);
  });

  it('goes on with what it had while the client-auth check cannot be told, and signs nothing that the client-auth check does not know', async () => {
    const ca = await open();
    await beginRotation(HOME, { kind: 'plain' }, change());
    const working = trust;
    trust = async () => {
      throw new Error('Caddy is away');
    };
    const certificatePem = ca.certificatePem;
    await expect(issue(ca)).rejects.toThrow('Caddy is away');
    expect(ca.certificatePem).toBe(certificatePem);
    trust = working;
    expect(await isTrusted(await issue(ca))).toBe(true);
  });

  it('takes a rotation over once, however many ask for certificates at that moment', async () => {
    const ca = await open();
    await beginRotation(HOME, { kind: 'plain' }, change());
    let times = 0;
    const working = trust;
    trust = async () => {
      times += 1;
      await working();
    };
    const certificates = await Promise.all(Array.from({ length: 5 }, () => issue(ca)));
    expect(times).toBe(1);
    expect(await Promise.all(certificates.map(isTrusted))).toEqual([true, true, true, true, true]);
  });
});
