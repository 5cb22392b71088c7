import ipaddr from 'ipaddr.js';
import type { Zone } from '../core/access.ts';

/** Where a request comes from, as the door saw it. */
export interface Source {
  /** The address in its canonical text, or `local` when nobody forwarded the request. */
  readonly address: string;
  /** What limits are counted by: an IPv4 address, or the /64 that one IPv6 household has. */
  readonly key: string;
  readonly zone: Zone;
}

/** The bits of an IPv6 address that say which household it is; inside its /64 a host may call itself anything. */
const IPV6_NETWORK_BITS = 64;

/**
 * Reads sources off X-Forwarded-For. That header is believed because only the home's own Caddy can reach the signing
 * API's socket, and Caddy writes the true client's address last. What cannot be read is the WAN.
 * @param lan prefixes of the LAN, `192.168.1.0/24`; asked every time, since they may change
 */
export function sourceReader(lan: () => readonly string[]): (forwardedFor: string | undefined) => Source {
  let known: readonly string[] = [];
  let prefixes: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  const prefixesNow = () => {
    if (lan() === known) return prefixes;
    known = lan();
    prefixes = known.map((prefix) => ipaddr.parseCIDR(prefix));
    return prefixes;
  };
  return (forwardedFor) => {
    const last = forwardedFor?.split(',').at(-1)?.trim() ?? '';
    if (last === '') return { address: 'local', key: 'local', zone: 'wan' };
    if (!ipaddr.isValid(last)) return { address: 'unknown', key: 'unknown', zone: 'wan' };
    // `process` turns a v4-mapped IPv6 address into the IPv4 one that it is.
    const address = ipaddr.process(last);
    const inside = prefixesNow().some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
    );
    const zone = inside ? 'lan' : 'wan';
    return { address: address.toString(), key: keyOf(address), zone };
  };
}

function keyOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address.kind() === 'ipv4') return address.toString();
  const text = address.toString().replace(/%.*$/, '');
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${text}/${IPV6_NETWORK_BITS}`).toString()}/${IPV6_NETWORK_BITS}`;
}
