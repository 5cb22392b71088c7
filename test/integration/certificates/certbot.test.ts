/** docs/operations.md: the deploy hook for certbot, run as it is printed by the real certbot, which asks the real CA twice. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AcmeHome, makeAcmeHome, NAMES } from '../../support/acme/home.ts';
import { HOME_OWNER } from '../../support/home-owner.ts';
import { codeBlocks } from '../../support/markdown.ts';
import { run } from '../../support/processes.ts';
import { freePorts } from '../../support/stack/free-ports.ts';

let home: AcmeHome;
let etc: string;
let port = 0;

beforeAll(async () => {
  [port = 0] = await freePorts(1);
  // certbot answers the CA by itself, on a port of its own.
  home = await makeAcmeHome({ httpPort: port }, { certificates: 'files:tls/fullchain.pem,tls/privkey.pem' });
  etc = await mkdtemp(join(tmpdir(), 'latchkey-certbot-'));
  const [block] = codeBlocks(await readFile('docs/operations.md', 'utf8'), 'Rotate').filter(({ text }) =>
    text.startsWith('#!/bin/sh'),
  );
  const hook = (block?.text ?? '')
    .replaceAll('/srv/latchkey', home.dir)
    .replace('latchkey:', `${HOME_OWNER}:${HOME_OWNER}`);
  await writeFile(join(etc, 'hook'), hook);
  await chmod(join(etc, 'hook'), 0o755);
});
afterAll(async () => {
  await home?.remove();
  await rm(etc, { recursive: true, force: true });
});

async function certbot(...words: readonly string[]): Promise<void> {
  const folders = ['config', 'work', 'logs'].flatMap((name) => [`--${name}-dir`, join(etc, name)]);
  const { code, stderr } = await run({
    file: 'certbot',
    args: [...words, '-n', ...folders, '--server', home.acme.directory, '--deploy-hook', join(etc, 'hook')],
    env: { ...process.env, REQUESTS_CA_BUNDLE: home.acme.rootFile },
  });
  if (code !== 0) throw new Error(stderr);
}

test('what certbot issues and renews is copied into the home, and served', { timeout: 240_000 }, async () => {
  const names = NAMES.flatMap((name) => ['-d', name]);
  const standalone = ['--standalone', '--http-01-address', '127.0.0.1', '--http-01-port', String(port)];
  await certbot('certonly', ...standalone, ...names, '--agree-tos', '--register-unsafely-without-email');
  const live = await readFile(join(etc, 'config/live', NAMES[0], 'fullchain.pem'), 'utf8');
  expect(await readFile(join(home.dir, 'tls/fullchain.pem'), 'utf8')).toBe(live);
  expect((await stat(join(home.dir, 'tls/privkey.pem'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(home.dir, 'tls'))).uid).toBe(HOME_OWNER);

  await home.up();
  const first = await vi.waitUntil(() => home.served(NAMES[1]), { timeout: 60_000, interval: 100 });
  expect(live).toContain(first.toString().trim());

  await certbot('renew', '--force-renewal', '--no-random-sleep-on-renew');
  const renewed = await vi.waitUntil(
    async () => {
      const served = await home.served(NAMES[1]);
      return served?.serialNumber !== first.serialNumber && served;
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(await readFile(join(etc, 'config/live', NAMES[0], 'fullchain.pem'), 'utf8')).toContain(
    renewed.toString().trim(),
  );
});
