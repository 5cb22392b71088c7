/** Who hosts a domain's DNS, where one token is enough for certificates by DNS-01. */
import { Resolver } from 'node:dns/promises';

/** The end of the names of their name servers, as the providers publish them, and what lego calls the provider. */
const NAME_SERVERS: Readonly<Record<string, string>> = {
  'ns.cloudflare.com': 'cloudflare',
  'desec.io': 'desec',
  'desec.org': 'desec',
  'digitalocean.com': 'digitalocean',
  'duckdns.org': 'duckdns',
  'gandi.net': 'gandiv5',
  'ns.hetzner.com': 'hetzner',
  'ns.hetzner.de': 'hetzner',
  'linode.com': 'linode',
  'vultr.com': 'vultr',
};

/** Milliseconds; somebody waits for a question. */
const TIMEOUT_MS = 2000;

/** The name servers of the zone that a domain is in: its own, or those of the domain above it. */
async function nameServers(domain: string, resolver: NsResolver, signal: AbortSignal): Promise<readonly string[]> {
  for (let name = domain; name.includes('.') && !signal.aborted; name = name.slice(name.indexOf('.') + 1)) {
    const found = await resolver.resolveNs(name).catch(() => []);
    if (found.length > 0) return found;
  }
  return [];
}

function providerBehind(server: string): string | undefined {
  const name = server.toLowerCase().replace(/\.$/, '');
  return Object.entries(NAME_SERVERS).find(([end]) => name.endsWith(`.${end}`))?.[1];
}

/** What of a resolver is needed. */
export type NsResolver = Pick<Resolver, 'resolveNs' | 'cancel'>;

/**
 * @param signal ends the search: a question to a resolver that does not answer would keep the program running
 * @param resolver this machine's when absent; used for this search alone
 * @returns its code in lego; undefined when it is another one, nobody answers in time, or several host the domain
 */
export async function dnsProviderOf(
  domain: string,
  signal: AbortSignal,
  resolver: NsResolver = new Resolver(),
): Promise<string | undefined> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  enough.addEventListener('abort', () => resolver.cancel(), { once: true });
  const found = await nameServers(domain, resolver, enough);
  const providers = new Set(found.map(providerBehind));
  return providers.size === 1 ? [...providers][0] : undefined;
}
