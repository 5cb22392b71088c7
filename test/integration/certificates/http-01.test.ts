/** `certificates: http-01` with a real ACME CA: Pebble asks on HAProxy's port 80, Caddy answers, and everybody is served. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type AcmeCa, problem } from '../../support/acme/ca.ts';
import { type AcmeHome, makeAcmeHome, NAMES } from '../../support/acme/home.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { latchkey, latchkeyJson } from '../../support/throw-away-home.ts';

let home: AcmeHome | undefined;
afterEach(async () => {
  await home?.remove();
  home = undefined;
});

const soon = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 240_000 });

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

/** What the admin was told of, oldest first. */
async function notIssued(dir: string): Promise<string[]> {
  const { entries } = await latchkeyJson<{ entries: { detail: { reason: string } }[] }>([
    ...['audit', '--kind', 'server-certificate-not-issued', '--all', '--dir', dir],
  ]);
  return entries.map(({ detail }) => detail.reason).toReversed();
}

interface Refusal {
  readonly what: string;
  readonly words: RegExp;
  begin(acme: AcmeCa): Promise<void>;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'finds no address',
    words: /^The CA finds no address of \w+\.home\.example\.net\./,
    begin: ({ dns }) => dns.tell('set-default-ipv4', { ip: '' }),
  },
  {
    what: 'cannot connect',
    words: /^The CA could not connect to port 80 of /,
    begin: ({ dns }) => dns.tell('set-default-ipv4', { ip: '127.0.0.9' }),
  },
  {
    what: 'was asked too often',
    words: /^The CA was asked for too many certificates .* It was said: .*too \\u\{1b\}\[31mmany/,
    begin: async (acme) => {
      await acme.dns.tell('set-default-ipv4', { ip: '127.0.0.1' });
      acme.answer((_method, path) =>
        path === '/order-plz' ? problem('rateLimited', 429, 'too \u001b[31mmany') : undefined,
      );
    },
  },
];

test('a CA that is away or refuses: each cause is said once, and the home goes on until there are certificates', async () => {
  home = await makeAcmeHome();
  const { acme, dir } = home;
  await acme.goAway();
  const up = await home.up();
  const said = () => up.stderr().split('no certificate for ').length - 1;
  await vi.waitUntil(() => said() === 1, soon);
  await acme.comeBack();
  const refusals = sampleOf('refusals of an ACME CA', REFUSALS, 2);
  for (const [index, { begin }] of refusals.entries()) {
    await begin(acme);
    await latchkeyJson(['reload', '--dir', dir]);
    await vi.waitUntil(() => said() === index + 2, soon);
  }
  const doctor = await latchkey(['doctor', '--dir', dir]);
  expect(doctor.stdout).toMatch(/has no server certificate\.[\s\S]*The CA was asked for too many certificates/);
  expect(doctor.stdout + doctor.stderr + up.stderr()).not.toContain('\u001b[31m');

  acme.answer(undefined);
  await latchkeyJson(['reload', '--dir', dir]);
  for (const host of NAMES) await vi.waitUntil(() => home?.served(host), soon);
  expect(await notIssued(dir)).toEqual(
    [/^The CA \(acme\.directory\) does not answer\./, ...refusals.map(({ words }) => words)].map((words) =>
      expect.stringMatching(words),
    ),
  );
  expect((await latchkey(['doctor', '--dir', dir])).stdout).toMatch(/2 names have a server certificate/);
});
