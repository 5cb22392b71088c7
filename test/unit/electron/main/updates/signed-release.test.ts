import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFeed, readSigned } from '../../../../../electron/main/updates/signed-release.ts';
import { isSigned } from '../../../../../electron/main/updates/ssh-signature.ts';
import { sign } from '../../../../../scripts/release/ssh-signature.ts';
import { makeKey } from '../../../../support/update-feed.ts';

const TEXT = 'one line\nanother\n';
let folder: string;
let ours: Awaited<ReturnType<typeof makeKey>>;
let others: Awaited<ReturnType<typeof makeKey>>;
let signature: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  ours = await makeKey(folder, 'ours');
  others = await makeKey(folder, 'others');
  signature = await sign(TEXT, ours.key);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The signature with its bytes changed. */
function twisted(twist: (blob: Buffer) => Buffer): string {
  const [begin = '', ...rest] = signature.trim().split('\n');
  const end = rest.pop() ?? '';
  const blob = twist(Buffer.from(rest.join(''), 'base64'));
  return [begin, blob.toString('base64'), end, ''].join('\n');
}

describe('a signature by ssh-keygen', () => {
  test('counts over exactly this text, by a key that counts', () => {
    expect(isSigned(TEXT, signature, [ours.publicKey])).toBe(true);
    expect(isSigned(TEXT, signature, [others.publicKey, ours.publicKey])).toBe(true);
    expect(isSigned(TEXT, signature.replaceAll('\n', '\r\n'), [ours.publicKey])).toBe(true);
    expect(isSigned(`${TEXT} `, signature, [ours.publicKey])).toBe(false);
    expect(isSigned(TEXT, signature, [others.publicKey])).toBe(false);
    expect(isSigned(TEXT, signature, [])).toBe(false);
  });

  test('no byte of it can be changed, nothing be added or cut off', () => {
    const { length } = Buffer.from(signature.split('\n').slice(1, -2).join(''), 'base64');
    for (let place = 0; place < length; place += 1) {
      const changed = twisted((blob) => {
        blob[place] = (blob[place] ?? 0) ^ 1;
        return blob;
      });
      expect(isSigned(TEXT, changed, [ours.publicKey]), `byte ${place}`).toBe(false);
      expect(
        isSigned(
          TEXT,
          twisted((blob) => blob.subarray(0, place)),
          [ours.publicKey],
        ),
        `cut at ${place}`,
      ).toBe(false);
    }
    expect(
      isSigned(
        TEXT,
        twisted((blob) => Buffer.concat([blob, Buffer.alloc(4)])),
        [ours.publicKey],
      ),
    ).toBe(false);
  });

  test('what is no signature at all is none', () => {
    for (const text of [
      '',
      'x',
      '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----',
      ours.publicKey,
      `${signature}x`,
    ]) {
      expect(isSigned(TEXT, text, [ours.publicKey]), text).toBe(false);
    }
  });
});

describe('what a feed offers', () => {
  const facts = () => ({ feed: 'https://updates.example.com/latest/', signers: [ours.publicKey] });
  const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const offer = async (files: Record<string, string>, sums: string) => {
    const all: Record<string, string> = { ...files, SHA256SUMS: sums, 'SHA256SUMS.sig': await sign(sums, ours.key) };
    return readSigned(facts(), 'latest.yml', async ({ pathname }) => all[pathname.replace('/latest/', '')] ?? '');
  };

  test('is its text when the checksums name it', async () => {
    expect(await offer({ 'latest.yml': TEXT }, `${sumOf(TEXT)}  latest.yml\n`)).toBe(TEXT);
  });

  test.each([
    ['another file’s sum', (sum: string) => `${sum}  latest-mac.yml\n`],
    ['a sum that only begins so', (sum: string) => `${sum.slice(0, 40)}  latest.yml\n`],
    ['a name that only ends so', (sum: string) => `${sum}  not-latest.yml\n`],
    ['none', () => ''],
  ])('is refused with %s', async (_name, sums) => {
    await expect(offer({ 'latest.yml': TEXT }, sums(sumOf(TEXT)))).rejects.toThrow('not the one that was signed');
  });
});

test('a feed is read over https; over http only on this machine, and only in a test', () => {
  for (const feed of ['https://example.com/', 'https://127.0.0.1/']) expect(checkFeed(feed, false).href).toBe(feed);
  expect(checkFeed('http://127.0.0.1:8/', true).port).toBe('8');
  const refused = [
    'http://127.0.0.1:8/',
    'http://localhost/',
    'file:///tmp/',
    'ftp://example.com/',
    'data:text/plain,x',
  ];
  for (const feed of refused) expect(() => checkFeed(feed, false), feed).toThrow('https only');
  for (const feed of ['http://example.com/', 'http://localhost/', 'http://127.0.0.1.example.com/', 'file:///tmp/']) {
    expect(() => checkFeed(feed, true), feed).toThrow('https only');
  }
});
