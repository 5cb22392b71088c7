/** `latchkey init` offers certificates by DNS where it knows the provider of the domain. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dnsProviderOf, type NsResolver } from '../../../../server/cli/dns-provider.ts';
import { PROVIDERS_OF_ONE_TOKEN } from '../../../../server/core/config/sections/dns-01.ts';

const { signal } = new AbortController();

const at = (zones: Readonly<Record<string, string[]>>): NsResolver => ({
  resolveNs: async (name) => {
    const found = zones[name];
    if (!found) throw new Error('ENOTFOUND');
    return found;
  },
  cancel: () => undefined,
});

test.each([
  ['cloudflare', ['ada.ns.cloudflare.com', 'BOB.NS.CLOUDFLARE.COM.']],
  ['hetzner', ['helium.ns.hetzner.de', 'hydrogen.ns.hetzner.com', 'oxygen.ns.hetzner.com']],
  ['digitalocean', ['ns1.digitalocean.com']],
  ['desec', ['ns1.desec.io', 'ns2.desec.org']],
  [undefined, ['ns1.example-registrar.com']],
  // Somebody else's name that only looks like it, and a zone that two providers host.
  [undefined, ['ada.ns.cloudflare.com.evil.example', 'notdigitalocean.com']],
  [undefined, ['ada.ns.cloudflare.com', 'ns1.digitalocean.com']],
  [undefined, []],
])('%s', async (provider, servers) => {
  expect(await dnsProviderOf('example.com', signal, at({ 'example.com': servers }))).toBe(provider);
  // The zone is often above the home's own name.
  expect(await dnsProviderOf('home.cellar.example.com', signal, at({ 'example.com': servers }))).toBe(provider);
});

test('is one that --certificates takes with nothing but a token', async () => {
  for (const server of [
    'a.ns.cloudflare.com',
    'a.desec.io',
    'a.duckdns.org',
    'a.gandi.net',
    'a.linode.com',
    'a.vultr.com',
  ])
    expect(PROVIDERS_OF_ONE_TOKEN).toContain(
      await dnsProviderOf('example.com', signal, at({ 'example.com': [server] })),
    );
});

const MODULE = join(import.meta.dirname, '../../../../server/cli/dns-provider.ts');

test.each([
  ['no answer comes', 'new AbortController().signal'],
  ['nobody waits any more', 'AbortSignal.timeout(100)'],
])('is nobody where %s, and keeps no program running', async (_, until) => {
  // A resolver that takes questions and says nothing.
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const script = `import { Resolver } from 'node:dns/promises';
import { dnsProviderOf } from ${JSON.stringify(MODULE)};
const resolver = new Resolver();
resolver.setServers(['127.0.0.1:${silent.address().port}']);
process.stdout.write(String(await dnsProviderOf('home.cellar.example.com', ${until}, resolver)));`;
  const words = ['--input-type=module', '--eval', script];
  const ended = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 15_000 });
  silent.close();
  expect(ended).toMatchObject({ status: 0, stdout: 'undefined' });
});
