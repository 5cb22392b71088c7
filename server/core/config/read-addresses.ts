/** The addresses of a home: what counts as its LAN, and where it listens. */
import { canonicalAddress, checkLanCidr, isPublicNetwork, type NetworkInterface } from '../network/lan.ts';
import type { Report } from './locate.ts';
import type { HomeFile } from './schema.ts';

export function readLan(
  file: HomeFile,
  interfaces: readonly NetworkInterface[],
  report: Report,
  warn: Report,
): string[] {
  return file.lan.flatMap((entry, index) => {
    const { network, really: confirmed } = typeof entry === 'string' ? { network: entry, really: false } : entry;
    const result = checkLanCidr(network, { interfaces, confirmed });
    if (!result.ok) {
      report(typeof entry === 'string' ? ['lan', index] : ['lan', index, 'network'], result.message);
      return [];
    }
    if (result.warning) warn(['lan', index], result.warning);
    if (isPublicNetwork(result.cidr))
      warn(
        ['lan', index],
        'is a network of the internet; be sure that it is yours alone, since who is in it needs no key',
      );
    return [result.cidr];
  });
}

export function readListen(file: HomeFile, domain: string, report: Report): string[] {
  if (!file.listen)
    return domain === 'localhost' || domain.endsWith('.localhost') ? ['127.0.0.1', '::1'] : ['0.0.0.0', '::'];
  const addresses = file.listen.flatMap((text, index) => {
    const address = canonicalAddress(text);
    if (address === undefined)
      report(['listen', index], 'is not an IP address; write one of this machine, 0.0.0.0 or "::"');
    return address === undefined ? [] : [address];
  });
  addresses.forEach((address, index) => {
    const every = address.includes(':') ? '::' : '0.0.0.0';
    if (addresses.indexOf(address) !== index) report(['listen', index], 'is there already; remove this line');
    else if (address !== every && addresses.includes(every))
      report(['listen', index], `is part of ${every} already; remove one of the two`);
  });
  return addresses;
}
