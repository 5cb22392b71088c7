/**
 * The one reading of IP addresses, for all who ask where somebody is: HAProxy's list, the signing API and doctor. An IPv4
 * address is the IPv6 address that maps it, `::ffff:a.b.c.d` (RFC 4291 2.5.5.2), and a network is a prefix of these; any
 * other IPv6 address that has an IPv4 one inside (6to4, NAT64, Teredo, ISATAP, …) is an IPv6 address like all others.
 */
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv4's part of the IPv6 addresses: `::ffff:0:0/96`. */
const MAPPED_BITS = 96;

const DOTTED_END = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
const isIpv4 = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text);
const hextet = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);

/**
 * Reads an address as it is written, an IPv6 zone aside. ipaddr.js alone would take `::192.168.1.5` for
 * `::ffff:192.168.1.5`, which is another address, and one that somebody at home has.
 * @returns undefined when it is none
 */
export function readAddress(text: string): Address | undefined {
  if (isIpv4(text)) return ipaddr.IPv4.parse(text);
  const plain = text.replace(/%[0-9a-zA-Z.:-]+$/, '').replace(DOTTED_END, (dotted, ...bytes: string[]) => {
    const [a = '', b = '', c = '', d = ''] = bytes;
    return isIpv4(dotted) ? `${hextet(a, b)}:${hextet(c, d)}` : dotted;
  });
  return /^[0-9a-f:]+$/i.test(plain) && plain.includes(':') && ipaddr.IPv6.isValid(plain)
    ? ipaddr.IPv6.parse(plain)
    : undefined;
}

/** An address among the IPv6 ones. */
const mapped = (address: Address) => (address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress() : address);

/** An address by the family it belongs to: a mapped one is IPv4. */
export const unmapped = (address: Address): Address =>
  address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;

/** @param cidr as checked before: an address, a slash and the length */
function readPrefix(cidr: string): [ipaddr.IPv6, bits: number] | undefined {
  const [text = '', bits = ''] = cidr.split('/');
  const address = readAddress(text);
  if (!address || !/^\d+$/.test(bits)) return undefined;
  return [mapped(address), Number(bits) + (address.kind() === 'ipv4' ? MAPPED_BITS : 0)];
}

/**
 * A network as HAProxy is to read it: always IPv6. It would try an IPv4 pattern on every IPv6 source that has an IPv4
 * address inside (6to4 and `::a.b.c.d` among them); an IPv6 pattern it compares as it is, IPv4 sources by their mapped
 * address (pat_match_ip in HAProxy's pattern.c, 2.6 and later).
 */
export function asIpv6Prefix(cidr: string): string {
  const [address = '', bits = ''] = cidr.split('/');
  return isIpv4(address) ? `::ffff:${address}/${Number(bits) + MAPPED_BITS}` : cidr;
}

/** Whether addresses lie in one of the networks, which are read once. What is no address lies in none. */
export function inNetworks(networks: readonly string[]): (address: Address | undefined) => boolean {
  const prefixes = networks.flatMap((cidr) => {
    const prefix = readPrefix(cidr);
    return prefix ? [prefix] : [];
  });
  return (address) => {
    const host = address && mapped(address);
    return host !== undefined && prefixes.some(([network, bits]) => host.match(network, bits));
  };
}

/** Whether an address lies in one of the networks. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  return inNetworks(networks)(readAddress(address));
}
