import { counted } from '../../../../shared/counted.ts';
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
    const fix = names.map((name) => `getent ahosts ${name}`).join('; ');
    return [error('dns-proxied', { names: names.join(', ') }, fix)];
  }

  const home = [...(found.get(config.enrolmentHost) ?? [])].sort();
  const findings: Finding[] = [];
  for (const [name, addresses] of found) {
    const fix = `getent ahosts ${name}`;
    if (addresses.length === 0) {
      findings.push(error('dns-no-address', { name, domain: config.domain }, fix));
    } else if (home.length > 0 && [...addresses].sort().join() !== home.join()) {
      const said = { name, addresses: addresses.join(', '), enrolment: config.enrolmentHost, home: home.join(', ') };
      findings.push(warning('dns-elsewhere', said, fix));
    }
  }
  const fix = `getent ahosts ${config.enrolmentHost}`;
  if (home.length > 0 && !home.some(isPublic)) {
    findings.push(warning('dns-not-public', { name: config.enrolmentHost, addresses: home.join(', ') }, fix));
  }
  const own = new Set(machine.interfaces().map(({ cidr }) => cidr.replace(/\/.*$/, '')));
  for (const address of home.filter((each) => each.includes(':') && isPublic(each) && !own.has(each))) {
    findings.push(warning('dns-other-ipv6', { name: config.enrolmentHost, address }, fix));
  }
  return findings.length > 0
    ? findings
    : [ok(`${counted(found.size, 'name leads', 'names lead')} to ${home.join(', ')}.`)];
}
