import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStoredKeys, readTrustedCas } from '../../../../server/ca/ca-files.ts';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { beginRotation, type CaChange, type CaStep, finishRotation, replaceCa } from '../../../../server/ca/rotate.ts';
import { NO_UNLOCK } from '../../../../server/ca/signer.ts';
import { type HomeLayout, homeLayout } from '../../../../server/core/layout.ts';
import { fixedClock, random } from '../core/support.ts';
import { makeRequest } from './requests.ts';

const HOME = 'Example Home';
const clock = fixedClock();
const STEPS: readonly CaStep[] = ['key-made', 'key-written', 'certificates-written', 'keys-tidied'];

let dir: string;
let layout: HomeLayout;
let original: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-rotate-'));
  layout = homeLayout(dir);
  await writeHomeKeys(layout, await createHomeMaterial(HOME, { serverRoot: false }, { clock, random }));
  original = (await readTrustedCas(layout)).current.fingerprint256;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const change = (): CaChange => ({ paths: layout, unlock: NO_UNLOCK, clock, random });

/** Everything goes as far as that step, and nothing after it happens: as when the power goes. */
function cutOffAt(cut: CaStep): CaChange {
  const onStep = (step: CaStep) => {
    if (step === cut) throw new Error('the power is gone');
  };
  return { ...change(), onStep };
}

async function issue(): Promise<X509Certificate> {
  const ca = await openHomelabCa(layout, random);
  const order = { person: 'Dave', deviceName: 'Laptop', deviceId: crypto.randomUUID(), home: HOME };
  const key = ca.readRequest(await makeRequest());
  const now = clock.now();
  return new X509Certificate((await ca.issue({ ...order, key, notBefore: now, notAfter: now + 3_600_000 })).der);
}

const isTrusted = async (certificate: X509Certificate) => {
  const { current, previous } = await readTrustedCas(layout);
  return [current, ...previous].some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
};

describe('a rotation', () => {
  it('has the new CA sign, trusts both until it is finished, and keeps no key of the old one', async () => {
    const before = await issue();
    await beginRotation(HOME, { kind: 'plain' }, change());
    const { current, previous } = await readTrustedCas(layout);
    expect(current.fingerprint256).not.toBe(original);
    expect(previous.map(({ fingerprint256 }) => fingerprint256)).toEqual([original]);
    expect(await readStoredKeys(layout)).toHaveLength(1);

    const after = await issue();
    expect(after.verify(current.publicKey)).toBe(true);
    expect([await isTrusted(before), await isTrusted(after)]).toEqual([true, true]);
    expect((await finishRotation(change())).map(({ fingerprint256 }) => fingerprint256)).toEqual([original]);
    expect([await isTrusted(before), await isTrusted(after)]).toEqual([false, true]);
    expect(await finishRotation(change())).toEqual([]);
  });

  it('tells with every certificate the CA that signed it, also the one before', async () => {
    const before = await issue();
    const old = await openHomelabCa(layout, random);
    await beginRotation(HOME, { kind: 'plain' }, change());
    const after = await issue();
    const ca = await openHomelabCa(layout, random);
    expect(ca.issuerOf(before.raw)).toBe(old.certificatePem);
    expect(ca.issuerOf(after.raw)).toBe(ca.certificatePem);
    expect(ca.certificatePem).not.toBe(old.certificatePem);
  });

  it('is not begun twice', async () => {
    await beginRotation(HOME, { kind: 'plain' }, change());
    const files = () => readdirSync(layout.ca.dir).map((name) => readFileSync(join(layout.ca.dir, name), 'utf8'));
    const before = files();
    await expect(beginRotation(HOME, { kind: 'plain' }, change())).rejects.toMatchObject({ code: 'CA_ROTATION_OPEN' });
    expect(files()).toEqual(before);
  });

  it.each(STEPS)(
    'that is cut off at "%s" leaves a home that signs, trusts what it signed, and goes on',
    async (cut) => {
      const before = await issue();
      await expect(beginRotation(HOME, { kind: 'plain' }, cutOffAt(cut))).rejects.toThrow('the power is gone');
      const between = await issue();
      expect([await isTrusted(before), await isTrusted(between)]).toEqual([true, true]);

      const begun = (await readTrustedCas(layout)).previous.length > 0;
      expect(begun).toBe(cut === 'certificates-written' || cut === 'keys-tidied');
      if (!begun) await beginRotation(HOME, { kind: 'plain' }, change());
      const { current, previous } = await readTrustedCas(layout);
      expect(previous.map(({ fingerprint256 }) => fingerprint256)).toEqual([original]);
      expect((await issue()).verify(current.publicKey)).toBe(true);
      expect([await isTrusted(before), await isTrusted(between)]).toEqual([true, true]);
    },
  );

  it('gives a home a key again that was restored without one', async () => {
    const before = await issue();
    rmSync(layout.ca.key);
    await expect(issue()).rejects.toMatchObject({ code: 'CA_KEY_MISSING' });
    await beginRotation(HOME, { kind: 'plain' }, change());
    expect([await isTrusted(before), await isTrusted(await issue())]).toEqual([true, true]);
  });

  it('changes nothing where the passphrase is not there', async () => {
    const files = () => readdirSync(layout.ca.dir).map((name) => readFileSync(join(layout.ca.dir, name), 'utf8'));
    const before = files();
    await expect(beginRotation(HOME, { kind: 'protected' }, change())).rejects.toMatchObject({
      code: 'PASSPHRASE_MISSING',
    });
    expect(files()).toEqual(before);
  });
});

describe('a CA that is replaced after a leak', () => {
  it('is trusted no more, nor is the one before it, and neither key is left', async () => {
    const first = await issue();
    await beginRotation(HOME, { kind: 'plain' }, change());
    const second = await issue();
    await replaceCa(HOME, { kind: 'plain' }, change());
    expect([await isTrusted(first), await isTrusted(second)]).toEqual([false, false]);
    expect(await readStoredKeys(layout)).toHaveLength(1);
    expect(await isTrusted(await issue())).toBe(true);
  });

  it.each(STEPS.slice(0, 3))(
    'never signs again once its key is gone, cut off at "%s"; the same again goes on',
    async (cut) => {
      const before = await issue();
      await expect(replaceCa(HOME, { kind: 'plain' }, cutOffAt(cut))).rejects.toThrow('the power is gone');
      if (cut === 'key-written') await expect(issue()).rejects.toMatchObject({ code: 'HOME_DAMAGED' });
      await replaceCa(HOME, { kind: 'plain' }, change());
      expect(await isTrusted(before)).toBe(false);
      expect(await isTrusted(await issue())).toBe(true);
    },
  );
});
