import ipaddr from 'ipaddr.js';
import type { Zone } from '../core/access/access.ts';
import { type Address, inNetworks, readAddress, unmapped } from '../core/network/addresses.ts';

/** Where a request comes from, as the edge proxy saw it. */
export interface Source {
  /** The address in its canonical text, or `local` when nobody forwarded the request. */
  readonly address: string;
  /** The narrowest of {@link groups}: what attempts are counted by. */
  readonly key: string;
  /**
   * Whom the address may belong to, the widest first: IPv4 by /24 and address, IPv6 by /48, /56 and /64. An IPv6 address
   * with an IPv4 one inside counts for its own groups. HAProxy's tables count connections by the same (`ipmask`).
   */
  readonly groups: readonly string[];
  readonly zone: Zone;
}

/** What providers hand out; inside its /64 a host may call itself anything. */
const GROUP_BITS = { ipv4: [24, 32], ipv6: [48, 56, 64] } as const;

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
    if (last === '') return nobody('local');
    const read = readAddress(last);
    if (!read) return nobody('unknown');
    const address = unmapped(read);
    const groups = groupsOf(address);
    const zone = isAtHome(address) ? 'lan' : 'wan';
    return { address: address.toString(), key: groups.at(-1) ?? '', groups, zone };
  };
}

const nobody = (name: string): Source => ({ address: name, key: name, groups: [name], zone: 'wan' });

function groupsOf(address: Address): string[] {
  const kind = address.kind();
  const family = kind === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return GROUP_BITS[kind].map((bits) =>
    bits === 32 ? address.toString() : `${family.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`,
  );
}
