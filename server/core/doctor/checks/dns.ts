import { isInNetworks } from '../../network/addresses.ts';
import { CLOUDFLARE } from '../../network/cloudflare.ts';
import { isPublic } from '../../network/networks.ts';
import { error, type Finding, notChecked, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const NAMES_AT_ONCE = 200;

/** Whether every name of the home leads to one and the same place that can be reached from outside. */
export async function dnsCheck({
  config,
  hosts,
  machine,
  edgeProxy,
}: Pick<Examined, 'config' | 'hosts' | 'machine' | 'edgeProxy'>): Promise<Finding[]> {
  if (!config || !edgeProxy) return [notChecked('Not before latchkey.yaml is valid.')];
  if (config.domain.endsWith('.localhost')) return [ok(`${config.domain} leads to this machine everywhere.`)];
  const names = [...new Set([config.enrolmentHost, ...hosts])].filter((host) => !host.includes('*'));
  const found = new Map<string, readonly string[]>();
  await Promise.all(
    names.slice(0, NAMES_AT_ONCE).map(async (name) => found.set(name, await edgeProxy.addresses(name))),
  );

  const proxied = [...found].filter(([, addresses]) => addresses.some((each) => isInNetworks(each, CLOUDFLARE)));
  if (proxied.length > 0) {
    const names = proxied.map(([name]) => name);
    const what = `${names.join(', ')} ${names.length === 1 ? 'leads' : 'lead'} to Cloudflare's proxy, and not to this home.`;
    const why = `Cloudflare ends TLS itself, so that no client certificate arrives here and nobody with a key gets in. In its dashboard, DNS, Records: turn the orange cloud off ("DNS only").`;
    return [error(what, { why, fix: names.map((name) => `getent ahosts ${name}`).join('; ') })];
  }

  const home = [...(found.get(config.enrolmentHost) ?? [])].sort();
  const findings: Finding[] = [];
  for (const [name, addresses] of found) {
    const fix = `getent ahosts ${name}`;
    if (addresses.length === 0) {
      const why = `Make an A record (and AAAA, if the home has IPv6) for ${name} at whoever hosts ${config.domain}; a wildcard *.${config.domain} covers all.`;
      findings.push(error(`${name} leads nowhere: it has no address in DNS.`, { why, fix }));
    } else if (home.length > 0 && [...addresses].sort().join() !== home.join()) {
      const why = 'All names of a home lead to one machine; people look for this one at another address.';
      const what = `${name} leads to ${addresses.join(', ')}, and ${config.enrolmentHost} to ${home.join(', ')}.`;
      findings.push(warning(what, { why, fix }));
    }
  }
  const fix = `getent ahosts ${config.enrolmentHost}`;
  if (home.length > 0 && !home.some(isPublic)) {
    const why =
      'From outside such an address leads nowhere. Good when the DNS at home answers differently from the one outside.';
    findings.push(
      warning(`${config.enrolmentHost} leads to ${home.join(', ')}, which only this network knows.`, { why, fix }),
    );
  }
  const own = new Set(machine.interfaces().map(({ cidr }) => cidr.replace(/\/.*$/, '')));
  for (const address of home.filter((each) => each.includes(':') && isPublic(each) && !own.has(each))) {
    const why = 'With IPv6 there is no forwarding of ports: whoever has IPv6 is sent to another machine than this one.';
    findings.push(
      warning(`${config.enrolmentHost} has the IPv6 address ${address}, which this machine does not have.`, {
        why,
        fix,
      }),
    );
  }
  return findings.length > 0 ? findings : [ok(`${found.size} names lead to ${home.join(', ')}.`)];
}
