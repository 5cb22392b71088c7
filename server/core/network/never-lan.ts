/** Networks that are nobody's LAN although they are well written: a LAN is where people are, and these say less. */
import ipaddr from 'ipaddr.js';
import { type Address, isInNetworks } from './addresses.ts';

/**
 * IPv6 addresses with an IPv4 one inside, and the bit at which that begins where it is written as it is. Who sends from
 * there is somewhere on the IPv4 internet, or cannot be known.
 */
const CARRIERS = [
  { range: '::/96', name: 'IPv4-compatible addresses, RFC 4291', at: 96 },
  { range: '::ffff:0:0:0/96', name: 'IPv4-translated addresses, RFC 2765', at: 96 },
  { range: '64:ff9b::/96', name: 'NAT64, RFC 6052', at: 96 },
  { range: '64:ff9b:1::/48', name: 'NAT64, RFC 8215', at: undefined },
  { range: '2002::/16', name: '6to4, RFC 3056', at: 16 },
  { range: '2001::/32', name: 'Teredo, RFC 4380', at: undefined },
] as const;

/** ISATAP (RFC 5214) does it inside of any network: by the first half of the interface's part of the address. */
const ISATAP = { range: 'x::5efe:0:0/96', name: 'ISATAP, RFC 5214', at: 96 } as const;
const isIsatap = (address: Address, bits: number) => {
  const [first = 0, ...rest] = address.toByteArray().slice(8, 12);
  return bits >= 96 && (first & ~2) === 0 && rest.join() === [0, 0x5e, 0xfe].join();
};

const MAPPED = '::ffff:0.0.0.0/96';

/** From here nobody sends, or everybody who is on no network at all. */
const NO_SENDERS = [
  ['0.0.0.0/8', 'this host on this network, RFC 791'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved, RFC 1112'],
  ['ff00::/8', 'multicast'],
] as const;

/** This machine itself, in the midst of the IPv4-compatible addresses. */
const LOOPBACK = '::1/128';

const lengthOf = (cidr: string) => Number(cidr.slice(cidr.indexOf('/') + 1));
const firstOf = (cidr: string) => cidr.slice(0, cidr.indexOf('/'));
/** Both of one family. */
const touch = (a: string, b: string) =>
  a.includes(':') === b.includes(':') &&
  (lengthOf(a) <= lengthOf(b) ? isInNetworks(firstOf(b), [a]) : isInNetworks(firstOf(a), [b]));

/** The IPv4 network in an IPv6 prefix that begins at a bit; undefined when there is none in it, or a very wide one. */
function ipv4In(address: Address, bits: number, at: number): string | undefined {
  const length = Math.min(bits - at, 32);
  if (length < 8) return undefined;
  const host = ipaddr.fromByteArray(address.toByteArray().slice(at / 8, at / 8 + 4));
  return `${ipaddr.IPv4.networkAddressFromCIDR(`${host}/${length}`)}/${length}`;
}

const isPrivate = (cidr: string | undefined) =>
  cidr !== undefined && ipaddr.IPv4.parse(firstOf(cidr)).range() === 'private';

/**
 * Why a network cannot be a LAN by what its addresses are.
 * @param address the network's first
 * @returns what is wrong, and the network that was meant when that can be told; undefined when nothing is wrong
 */
export function neverLan(address: Address, bits: number): { message: string; instead?: string } | undefined {
  const cidr = `${address}/${bits}`;
  if (cidr === LOOPBACK) return undefined;
  const empty = NO_SENDERS.find(([range]) => touch(cidr, range));
  if (empty)
    return { message: `touches ${empty[0]} (${empty[1]}), from where nobody sends; write your router's network` };
  if (address.kind() === 'ipv4') return undefined;
  if (touch(cidr, MAPPED)) {
    const instead = ipv4In(address, bits, 96);
    if (instead === undefined)
      return { message: "has all of IPv4 in it; write your router's network, such as 192.168.1.0/24" };
    return { message: `is IPv4 written as IPv6; write ${instead}`, instead };
  }
  const carrier = CARRIERS.find(({ range }) => touch(cidr, range)) ?? (isIsatap(address, bits) ? ISATAP : undefined);
  if (!carrier) return undefined;
  const inside = carrier.at === undefined ? undefined : ipv4In(address, bits, carrier.at);
  const instead = isPrivate(inside) ? inside : undefined;
  return {
    message: `touches ${carrier.range} (${carrier.name}), IPv6 addresses that stand for IPv4 ones from anywhere; write ${
      instead ? `${instead} for the IPv4 network` : "your router's own network, such as 192.168.1.0/24"
    }`,
    ...(instead && { instead }),
  };
}
