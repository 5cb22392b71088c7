import { isWithin, wildcardOf } from '../../../shared/host.ts';
import type { HomeConfig } from '../config/home-config.ts';

/** Whether a certificate with these names is for a host, or for all that a wildcard stands for (RFC 6125, 6.4.3). */
function covered(names: readonly string[], host: string): boolean {
  return names.includes(host) || names.includes(wildcardOf(host));
}

/**
 * The names that the server certificate is had for (`certificates: dns-01`): the domain, everything one label below it, what
 * latchkey.yaml names, and hand-written sites further below the domain. Sites elsewhere would need a provider that may write
 * there: one name that fails keeps all of them from being issued.
 * @param sites hosts of hand-written sites
 */
export function wantedNames({ domain, certificates }: HomeConfig, sites: readonly string[]): readonly string[] {
  const further = certificates.kind === 'dns-01' ? certificates.names : [];
  const names = [...new Set([domain, `*.${domain}`, ...further])];
  for (const host of sites) {
    const below = isWithin(host, domain) && /^(\*\.)?[a-z0-9.-]+$/.test(host);
    if (below && !covered(names, host)) names.push(host);
  }
  // Let's Encrypt refuses a name beside a wildcard that stands for it.
  return names.filter((name) => name.startsWith('*.') || !names.includes(wildcardOf(name)));
}
