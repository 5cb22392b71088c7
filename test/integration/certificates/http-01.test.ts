/** `certificates: http-01` with a real ACME CA: Pebble asks on HAProxy's port 80, Caddy answers, and everybody is served. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type AcmeHome, makeAcmeHome, NAMES } from '../../support/acme/home.ts';

let home: AcmeHome | undefined;
afterEach(async () => {
  await home?.remove();
  home = undefined;
});

const soon = { timeout: 20_000, interval: 100 };

test('a CA that wants an account of its own and is strict about nonces: every name at the first attempt, by its root', async () => {
  // Base64url, as CAs show it.
  const key = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
  home = await makeAcmeHome(
    { accounts: { 'kid-1': key }, nonceReject: 30 },
    { acme: '  external-account: { key-id: kid-1, mac-key: { env: TEST_MAC_KEY } }\n' },
  );
  await home.up({ TEST_MAC_KEY: key });
  for (const host of NAMES) {
    const certificate = await vi.waitUntil(() => home?.served(host), soon);
    expect(certificate.checkHost(host)).toBe(host);
  }
  const log = await readFile(join(home.dir, 'logs/stack.log'), 'utf8');
  expect(log).not.toContain('will retry');
  expect(log).not.toContain(key);
  expect(await readFile(join(home.dir, 'rendered/caddy.json'), 'utf8')).not.toContain(key);
});
