import ipaddr from 'ipaddr.js';
import type { Zone } from '../core/access.ts';
import { type Address, inNetworks, readAddress, unmapped } from '../core/addresses.ts';

/** Where a request comes from, as the door saw it. */
export interface Source {
  /** The address in its canonical text, or `local` when nobody forwarded the request. */
  readonly address: string;
  /**
   * What limits are counted by: an IPv4 address, or the /64 that one IPv6 household has. An IPv6 address with an IPv4 one
   * inside counts for its own /64. HAProxy's table counts connections by the same (`ipmask(32,64)`).
   */
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
  let atHome = inNetworks(known);
  const isAtHome = (address: Address) => {
    if (lan() !== known) {
      known = lan();
      atHome = inNetworks(known);
    }
    return atHome(address);
  };
  return (forwardedFor) => {
    const last = forwardedFor?.split(',').at(-1)?.trim() ?? '';
    if (last === '') return { address: 'local', key: 'local', zone: 'wan' };
    const read = readAddress(last);
    if (!read) return { address: 'unknown', key: 'unknown', zone: 'wan' };
    const address = unmapped(read);
    return { address: address.toString(), key: keyOf(address), zone: isAtHome(address) ? 'lan' : 'wan' };
  };
}

function keyOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_NETWORK_BITS}`).toString()}/${IPV6_NETWORK_BITS}`;
}
