import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { writeHomeKeys } from '../../../../server/ca/custody.ts';
import { exportHomelabCaKey, protectHomelabCa, unprotectHomelabCa } from '../../../../server/ca/key-custody.ts';
import { formatKeyFile, parseKeyFile } from '../../../../server/ca/key-file.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { protectKey, unprotectKey } from '../../../../server/ca/protected-key.ts';
import { type CaUnlock, NO_UNLOCK } from '../../../../server/ca/signer.ts';
import { type HomeLayout, homeLayout } from '../../../../server/core/layout.ts';
import { fixedClock, random } from '../core/support.ts';

/** As the home's own is, but for what trying a passphrase costs. */
const CHEAP = { N: 2 ** 4, r: 8, p: 1 };
const PASSPHRASE = 'correct horse, Batterie ähm';
const knowing = (passphrase: string): CaUnlock => ({ ...NO_UNLOCK, passphrase: async () => passphrase });
const newKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Puts the home's key under the passphrase as `openssl pkcs8 -topk8` does: what opens it is the same, and it costs less. */
function protectCheaply(): void {
  const key = createPrivateKey(readFileSync(layout.ca.key));
  const pem = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE });
  writeFileSync(layout.ca.key, pem, { mode: 0o600 });
}

let scratch: string;
let dir: string;
let layout: HomeLayout;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-at-rest-'));
  const paths = homeLayout(join(scratch, 'plain'));
  const material = await createHomeMaterial('Example Home', { serverRoot: false }, { clock: fixedClock(), random });
  await writeHomeKeys(paths, material);
});
beforeEach(() => {
  dir = mkdtempSync(join(scratch, 'home-'));
  cpSync(join(scratch, 'plain'), dir, { recursive: true });
  layout = homeLayout(dir);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('a key under a passphrase', () => {
  const pem = newKey();
  const cheaply = (key: string) => protectKey(key, PASSPHRASE, random, CHEAP);
  let one: string;
  beforeAll(async () => {
    one = await protectKey(pem, PASSPHRASE, random);
  });

  it('is what OpenSSL reads with the passphrase, and with no other', () => {
    const path = join(dir, 'protected.pem');
    writeFileSync(path, one);
    const read = (passphrase: string) =>
      spawnSync('openssl', ['pkey', '-in', path, '-passin', 'stdin'], { input: `${passphrase}\n`, encoding: 'utf8' });
    expect(createPrivateKey(read(PASSPHRASE).stdout).equals(createPrivateKey(pem))).toBe(true);
    expect(read(`${PASSPHRASE}.`).status).not.toBe(0);
    const text = execFileSync('openssl', ['asn1parse', '-in', path], { encoding: 'utf8' });
    for (const algorithm of ['PBES2', 'scrypt', 'aes-256-cbc']) expect(text).toContain(algorithm);
  });

  it('is another text every time, and opens by its own passphrase only', async () => {
    const [first, second] = [await cheaply(pem), await cheaply(pem)];
    expect(first).not.toBe(second);
    expect(unprotectKey(first, PASSPHRASE)?.equals(createPrivateKey(pem))).toBe(true);
    for (const wrong of ['', `${PASSPHRASE} `]) expect(unprotectKey(first, wrong)).toBeUndefined();
  });
});

describe('latchkey ca protect', () => {
  it('leaves nothing of the key behind in the folder, and the home signs with the passphrase only', async () => {
    const before = readFileSync(layout.ca.key, 'utf8');
    await protectHomelabCa({ paths: layout, unlock: NO_UNLOCK, random, cost: CHEAP }, PASSPHRASE);
    const secret = createPrivateKey(before).export({ format: 'jwk' }).d ?? '';
    for (const name of readdirSync(layout.ca.dir)) {
      const content = readFileSync(join(layout.ca.dir, name));
      expect(content.includes(Buffer.from(secret, 'base64url'))).toBe(false);
      expect(content.toString('latin1')).not.toContain('BEGIN PRIVATE KEY');
    }
    expect((statSync(layout.ca.key).mode & 0o777).toString(8)).toBe('600');

    await expect(openHomelabCa(layout, random)).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
    await expect(openHomelabCa(layout, random, knowing('no'))).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const ca = await openHomelabCa(layout, random, knowing(PASSPHRASE));
    expect(ca.certificatePem).toBe(readFileSync(layout.ca.certificate, 'utf8'));
  });

  it('changes a passphrase only for whoever knows the one before', async () => {
    protectCheaply();
    const protectedBefore = readFileSync(layout.ca.key);
    await expect(
      protectHomelabCa({ paths: layout, unlock: knowing('no'), random, cost: CHEAP }, 'another'),
    ).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(readFileSync(layout.ca.key).equals(protectedBefore)).toBe(true);
    await protectHomelabCa({ paths: layout, unlock: knowing(PASSPHRASE), random, cost: CHEAP }, 'another');
    await openHomelabCa(layout, random, knowing('another'));
    await expect(openHomelabCa(layout, random, knowing(PASSPHRASE))).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
  });

  it('is undone by unprotect, for whoever knows the passphrase', async () => {
    const unlock = knowing(PASSPHRASE);
    expect(await unprotectHomelabCa({ paths: layout, unlock, random })).toBe(false);
    protectCheaply();
    await expect(unprotectHomelabCa({ paths: layout, unlock: knowing('no'), random })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(await unprotectHomelabCa({ paths: layout, unlock, random })).toBe(true);
    await openHomelabCa(layout, random);
  });

  it('does not touch a key that others can read, nor a key of another CA', async () => {
    chmodSync(layout.ca.key, 0o640);
    const change = { paths: layout, unlock: NO_UNLOCK, random };
    await expect(protectHomelabCa(change, PASSPHRASE)).rejects.toMatchObject({ code: 'CA_KEY_EXPOSED' });
    chmodSync(layout.ca.key, 0o600);
    writeFileSync(layout.ca.key, newKey());
    await expect(protectHomelabCa(change, PASSPHRASE)).rejects.toMatchObject({ code: 'HOME_DAMAGED' });
    expect(readFileSync(layout.ca.key, 'utf8')).toContain('BEGIN PRIVATE KEY');
  });
});

it('exports the key under a passphrase of its own, whatever it lies under at home', async () => {
  const before = createPrivateKey(readFileSync(layout.ca.key, 'utf8'));
  protectCheaply();
  const exported = await exportHomelabCaKey(
    { paths: layout, unlock: knowing(PASSPHRASE), random, cost: CHEAP },
    'for the safe',
  );
  expect(unprotectKey(exported, 'for the safe')?.equals(before)).toBe(true);
  expect(unprotectKey(exported, PASSPHRASE)).toBeUndefined();
});

describe('the key file', () => {
  it('holds keys of every kind, in their order', () => {
    const token = fc.record({
      kind: fc.constant('token' as const),
      token: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 32 }).filter((text) => text.isWellFormed()),
      id: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    });
    const pem = fc.constantFrom({ kind: 'plain' as const, pem: newKey() });
    fc.assert(
      fc.property(fc.array(fc.oneof(token, pem), { minLength: 1, maxLength: 4 }), (keys) => {
        expect(parseKeyFile(formatKeyFile(keys), 'key')).toEqual(keys);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['a key and something behind it', `${newKey()}rm -rf`],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['a key that was cut off', newKey().slice(0, 150)],
    ['an address without an id', 'pkcs11:token=Home\n'],
    ['an address with a PIN in it', 'pkcs11:token=Home;id=%01?pin-value=1234\n'],
  ])('is damaged when it holds %s', (_what, text) => {
    expect(() => parseKeyFile(text, 'key')).toThrow(expect.objectContaining({ code: 'HOME_DAMAGED' }));
  });
});
