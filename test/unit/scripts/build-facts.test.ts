import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DOWNLOADS_VARIABLE, FEED_VARIABLE, readBuildFacts, signersIn } from '../../../scripts/build-facts.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIJnM1wc4dHR1bUlkcmVsZWFzZWtleXJlbGVhc2VrZXkx';
const root = mkdtempSync(join(tmpdir(), 'latchkey-facts-'));
mkdirSync(join(root, 'docs'));
writeFileSync(
  join(root, 'docs/release-signers'),
  `# whose\nlatchkey-release namespaces="latchkey-release" ssh-ed25519 ${KEY}\n`,
);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a build is told nothing unless somebody says it', () => {
  expect(readBuildFacts(root, {})).toEqual({ downloads: undefined });
  expect(readBuildFacts(root, { [FEED_VARIABLE]: ' ', [DOWNLOADS_VARIABLE]: '' })).toEqual({ downloads: undefined });
});

test('a feed comes with the keys that may sign for it', () => {
  expect(readBuildFacts(root, { [FEED_VARIABLE]: 'https://example.com/latest' })).toEqual({
    downloads: undefined,
    updates: { feed: 'https://example.com/latest/', signers: [KEY] },
  });
});

test('a feed that nobody signs for is refused, as the checkout is today', () => {
  expect(() => readBuildFacts(process.cwd(), { [FEED_VARIABLE]: 'https://example.com/' })).toThrow(
    'could ever be believed',
  );
});

test.each([
  'http://example.com/',
  'example.com',
  'https://me:secret@example.com/',
  'https://example.com/?x',
  'https://example.com/#x',
  'file:///tmp/',
])('%s is no folder to download from', (text) => {
  expect(() => readBuildFacts(root, { [DOWNLOADS_VARIABLE]: text })).toThrow('https address of a folder');
});

test('only whole keys of the release’s signer count', () => {
  const others = [
    `# latchkey-release ssh-ed25519 ${KEY}`,
    `somebody ssh-ed25519 ${KEY}`,
    `latchkey-release ssh-rsa ${KEY}`,
  ];
  expect(signersIn(others.join('\n'))).toEqual([]);
  expect(signersIn(`latchkey-release ssh-ed25519 ${KEY}`)).toEqual([KEY]);
});
