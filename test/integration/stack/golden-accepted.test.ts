/** Every golden configuration is one that the real HAProxy and the real Caddy accept. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServerRoot } from '../../../server/ca/create.ts';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { cryptoRandom } from '../../../server/home/open.ts';
import { runTool } from '../../../server/platform/run-tool.ts';
import { copiedFor } from '../../../server/stack/server-certificate/key-files.ts';
import { prepareHome } from '../../../server/stack/validate.ts';
import { mintServer } from '../../support/stack/certificates.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const cases = (await readdir(GOLDEN)).filter((name) => !name.startsWith('errors-'));

let home: TestHome;
beforeAll(async () => {
  home = await makeTestHome();
  const server = await mintServer(['*.example.com']);
  for (const [path, text] of [
    ['tls/home.crt', server.certificatePem],
    ['tls/home.key', server.keyPem],
    ['tls/ca-root.crt', server.certificatePem],
    ['secrets/acme', 'x\n'],
  ] as const) {
    const full = join(home.layout.dir, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, text);
  }
});
afterAll(() => home?.remove());

async function read(name: string): Promise<HomeConfig> {
  const parsed = parseConfig(await readFile(join(GOLDEN, name, 'latchkey.yaml'), 'utf8'), name);
  if (!parsed.ok) throw new Error(`${name} is an error case without saying so`);
  return parsed.config;
}

describe.each(cases)('%s', (name) => {
  test('HAProxy and Caddy', async () => {
    const config = await read(name);
    // The private root of a home signs for its own domain alone.
    const root = await createServerRoot(config.name, config.domain, { clock: Date, random: cryptoRandom });
    await writeFile(home.layout.ca.serverRootCertificate, root.certificatePem);
    await writeFile(home.layout.ca.serverRootKey, root.keyPem, { mode: 0o600 });
    // Every host of which something is said has a site.
    const named = Object.keys(config.hosts).map((host) => `${host} {\n\trespond 204\n}\n`);
    await writeFile(join(home.layout.sites, 'named.caddy'), named.join(''));
    const prepared = await prepareHome({ ...home, config, env: { ...process.env, ACME_MAC_KEY: 'eA' } });
    // With the copies of what Caddy reads and others may not.
    expect(prepared.files.size).toBe(5 + copiedFor(config, home.layout).length);
  });

  test('is written as caddy fmt would', async () => {
    const input = await readFile(join(GOLDEN, name, 'Caddyfile'), 'utf8');
    const { stdout } = await runTool(home.tools.caddy.path, ['fmt', '-'], { input, env: process.env });
    expect(stdout).toBe(input);
  });
});
