/** `latchkey init` offers certificates by DNS where it knows the provider of the domain. */
import { expect, test } from 'vitest';
import { dnsProviderOf } from '../../../../server/cli/dns-provider.ts';
import { PROVIDERS_OF_ONE_TOKEN } from '../../../../server/core/config/sections/dns-01.ts';

const at = (zones: Readonly<Record<string, readonly string[]>>) => async (name: string) => {
  const found = zones[name];
  if (!found) throw new Error('ENOTFOUND');
  return found;
};

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
  expect(await dnsProviderOf('example.com', at({ 'example.com': servers }))).toBe(provider);
  // The zone is often above the home's own name.
  expect(await dnsProviderOf('home.cellar.example.com', at({ 'example.com': servers }))).toBe(provider);
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
    expect(PROVIDERS_OF_ONE_TOKEN).toContain(await dnsProviderOf('example.com', at({ 'example.com': [server] })));
});

test('is nobody where no answer comes', async () => {
  expect(await dnsProviderOf('example.com', () => new Promise(() => undefined))).toBeUndefined();
});
