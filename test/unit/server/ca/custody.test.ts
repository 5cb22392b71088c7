import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHomeMaterial } from '../../../../server/ca/create.ts';
import { certificatePin, openSecrets, readCertificate, writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { HomeSecrets } from '../../../../server/ca/secrets.ts';
import { type HomeLayout, homeLayout } from '../../../../server/core/layout.ts';
import { isLongPin, parsePin } from '../../../../shared/pin.ts';
import { fixedClock, random } from '../core/support.ts';

const ports = { clock: fixedClock(), random };
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error) => error.code,
  );

let dir: string;
let layout: HomeLayout;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-custody-'));
  layout = homeLayout(dir);
  await writeHomeKeys(layout, await createHomeMaterial('Example Home', { serverRoot: true }, ports));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the private files of a new home', () => {
  it('are readable by their owner only, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const other = homeLayout(join(dir, 'other'));
      await writeHomeKeys(other, await createHomeMaterial('B', { serverRoot: true }, ports));
      for (const path of [other.ca.key, other.ca.serverRootKey, other.secret]) expect(mode(path)).toBe('600');
      expect(mode(other.ca.dir)).toBe('700');
    } finally {
      process.umask(before);
    }
  });

  it('are never overwritten', async () => {
    const before = readdirSync(layout.ca.dir).map((name) => readFileSync(join(layout.ca.dir, name), 'utf8'));
    const again = await createHomeMaterial('Example Home', { serverRoot: true }, ports);
    expect(await codeOf(writeHomeKeys(layout, again))).toBe('HOME_EXISTS');
    expect(readdirSync(layout.ca.dir).map((name) => readFileSync(join(layout.ca.dir, name), 'utf8'))).toEqual(before);
  });

  it('are not written through a symbolic link that somebody laid', async () => {
    const other = homeLayout(mkdtempSync(join(dir, 'laid-')));
    const target = join(dir, 'target');
    symlinkSync(target, other.secret);
    expect(await codeOf(writeHomeKeys(other, await createHomeMaterial('B', { serverRoot: false }, ports)))).toBe(
      'HOME_EXISTS',
    );
    expect(readdirSync(dir)).not.toContain('target');
  });

  it('hold no server root where the server certificate is a public one', async () => {
    expect(await createHomeMaterial('B', { serverRoot: false }, ports)).not.toHaveProperty('serverRoot');
  });
});

describe('a key that others can read', () => {
  it.each([0o640, 0o604, 0o620, 0o610, 0o601, 0o644])('is refused: mode %o', async (wrong) => {
    chmodSync(layout.ca.key, wrong);
    chmodSync(layout.secret, wrong);
    expect(await codeOf(openHomelabCa(layout, random))).toBe('CA_KEY_EXPOSED');
    expect(await codeOf(openSecrets(layout.secret))).toBe('CA_KEY_EXPOSED');
  });

  it('is refused behind a symbolic link too', async () => {
    chmodSync(layout.secret, 0o644);
    symlinkSync(layout.secret, join(dir, 'link'));
    expect(await codeOf(openSecrets(join(dir, 'link')))).toBe('CA_KEY_EXPOSED');
  });
});

describe('a damaged file', () => {
  it('is named: missing, a folder, cut off, of another CA', async () => {
    const other = homeLayout(join(dir, 'other'));
    await writeHomeKeys(other, await createHomeMaterial('B', { serverRoot: false }, ports));
    const crossed = { ca: { ...layout.ca, certificate: other.ca.certificate } };
    expect(await codeOf(openHomelabCa(crossed, random))).toBe('HOME_DAMAGED');
    expect(await codeOf(openHomelabCa({ ca: { ...layout.ca, key: join(dir, 'none') } }, random))).toBe(
      'CA_KEY_MISSING',
    );
    expect(await codeOf(openHomelabCa({ ca: { ...layout.ca, key: dir } }, random))).toBe('HOME_DAMAGED');

    writeFileSync(layout.ca.key, readFileSync(layout.ca.key, 'utf8').slice(0, 100));
    expect(await codeOf(openHomelabCa(layout, random))).toBe('HOME_DAMAGED');
    writeFileSync(layout.secret, readFileSync(layout.secret).subarray(1));
    await expect(openSecrets(layout.secret)).rejects.toMatchObject({
      code: 'HOME_DAMAGED',
      detail: expect.stringContaining(layout.secret),
    });
    expect(await codeOf(readCertificate(layout.ca.key))).toBe('HOME_DAMAGED');
  });
});

describe('what is derived from the secret key', () => {
  const secrets = new HomeSecrets(new Uint8Array(32).fill(7));

  it('is the same in every process and another one for every home', async () => {
    const [one, two] = [await openSecrets(layout.secret), await openSecrets(layout.secret)];
    expect(one.codeHash('K7QF-2M9X-4TDW')).toBe(two.codeHash('K7QF-2M9X-4TDW'));
    expect(one.codeHash('K7QF-2M9X-4TDW')).not.toBe(secrets.codeHash('K7QF-2M9X-4TDW'));
  });

  it('never uses one key for two purposes', () => {
    const text = 'same.0';
    expect(Buffer.from(secrets.renewalSecret('same', 0), 'base64url').toString('hex')).not.toBe(secrets.codeHash(text));
  });

  it('gives every device and every generation its own renewal secret, in the form of the contract', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(1000), fc.nat(1000), (a, b, m, n) => {
        const secret = secrets.renewalSecret(a, m);
        expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(secret === secrets.renewalSecret(b, n)).toBe(a === b && m === n);
      }),
    );
  });

  it('compares exactly', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(secrets.equal(a, b)).toBe(a === b);
        expect(secrets.equal(a, a)).toBe(true);
      }),
    );
  });
});

it('pins a root by a slow hash of its DER, for one home', async () => {
  const root = await readCertificate(layout.ca.serverRootCertificate);
  const pin = await certificatePin(root, 'enroll.example.com');
  expect(parsePin(pin)).toEqual({ pin });
  expect(isLongPin(pin)).toBe(false);
  expect(await certificatePin(root, 'enroll.example.com')).toBe(pin);
  expect(await certificatePin(root, 'enroll.example.org')).not.toBe(pin);
  expect(await certificatePin(await readCertificate(layout.ca.certificate), 'enroll.example.com')).not.toBe(pin);
});
