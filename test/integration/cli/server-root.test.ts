/** The home's own server root signs for one domain. Another domain needs another root, and the home says so. */
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permittedDomains } from '../../../server/platform/permitted-names.ts';
import { LAN_SOURCE } from '../../support/probe.ts';
import { latchkey, latchkeyJson, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
beforeAll(async () => {
  home = await makeThrowAwayHome();
});
afterAll(() => home?.remove());

const here = () => ['--dir', home.dir];
const root = () => readFile(join(home.dir, 'ca/server-root.crt'), 'utf8');

/** @returns undefined when the certificate for the host holds, or why it does not */
async function verified(host: string): Promise<string | undefined> {
  const ca = await root();
  return new Promise((resolve) => {
    const way = { host: '127.0.0.1', port: home.httpsPort, localAddress: LAN_SOURCE };
    const socket = connect({ ...way, servername: host, ca }, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error) => resolve(error.message));
  });
}
async function untilVerified(host: string): Promise<string | undefined> {
  const until = performance.now() + 10_000;
  for (;;) {
    const why = await verified(host);
    if (why === undefined || performance.now() > until) return why;
  }
}

test('another domain is refused with what to do; the command makes its root, and the home is served with it', async () => {
  expect(permittedDomains(new X509Certificate(await root()))).toEqual(['home.localhost']);
  const { up } = await home.up();
  expect(await untilVerified('cloud.home.localhost')).toBeUndefined();
  expect(await latchkey(['ca', 'server-root', '--really', ...here()])).toMatchObject({
    code: expect.not.toBeOneOf([0]),
    stderr: expect.stringMatching(/running/i),
  });
  await up.stop();

  const before = await root();
  const config = join(home.dir, 'latchkey.yaml');
  await writeFile(config, (await readFile(config, 'utf8')).replace(/home\.localhost/g, 'other.localhost'));
  // The hand-written sites of this home are of the domain before.
  const site = join(home.dir, 'sites/notes.caddy');
  await writeFile(site, (await readFile(site, 'utf8')).replace(/home\.localhost/g, 'other.localhost'));
  const refused = await latchkey(['up', ...here()]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(
    /signs for names below home\.localhost alone, and latchkey\.yaml says other\.localhost/,
  );
  expect(refused.stderr).toContain('latchkey ca server-root');

  expect((await latchkey(['ca', 'server-root', ...here()])).stderr).toContain('--really');
  expect(await root()).toBe(before);
  await latchkeyJson(['ca', 'server-root', '--really', ...here()]);
  expect(permittedDomains(new X509Certificate(await root()))).toEqual(['other.localhost']);
  await home.up();
  expect(await untilVerified('cloud.other.localhost')).toBeUndefined();
});
