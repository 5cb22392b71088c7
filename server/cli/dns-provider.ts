/** Who hosts a domain's DNS, where one token is enough for certificates by DNS-01. */
import { resolveNs } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';

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
const PATIENCE = 2000;

type Resolve = (domain: string) => Promise<readonly string[]>;

/** The name servers of the zone that a domain is in: its own, or those of the domain above it. */
async function nameServers(domain: string, resolve: Resolve): Promise<readonly string[]> {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const found = await resolve(name).catch(() => []);
    if (found.length > 0) return found;
  }
  return [];
}

function providerBehind(server: string): string | undefined {
  const name = server.toLowerCase().replace(/\.$/, '');
  return Object.entries(NAME_SERVERS).find(([end]) => name.endsWith(`.${end}`))?.[1];
}

/**
 * @param resolve the name servers of a name; of this machine's resolver when absent
 * @returns its code in lego; undefined when it is another one, nobody answers in time, or several host the domain
 */
export async function dnsProviderOf(domain: string, resolve: Resolve = resolveNs): Promise<string | undefined> {
  const found = await Promise.race([nameServers(domain, resolve), sleep(PATIENCE, [], { ref: false })]);
  const providers = new Set(found.map(providerBehind));
  return providers.size === 1 ? [...providers][0] : undefined;
}
