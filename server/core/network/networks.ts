import ipaddr from 'ipaddr.js';
import { type Address, readAddress, unmapped } from './addresses.ts';

type Network = readonly [address: Address, bits: number];

/**
 * Reads a CIDR as it is written, host bits and all.
 * @returns undefined when it is none, or has a zone: a zone is this machine's own name for a line
 */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const parsed = address.includes('%') ? undefined : readAddress(address);
  if (rest.length > 0 || !parsed || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  return bits <= (parsed.kind() === 'ipv4' ? 32 : 128) ? [parsed, bits] : undefined;
}

/** The address of a network that has no host bits set. */
export function firstAddress([address, bits]: Network): Address {
  const text = `${address}/${bits}`;
  return address.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(text)
    : ipaddr.IPv6.networkAddressFromCIDR(text);
}

/** An interface's address may have a zone, which says nothing about the network. */
const withoutZone = (cidr: string) => parseNetwork(cidr.replace(/%[^/]*/, ''));

/** The network that an interface's address with its prefix length lies in: `192.168.1.7/24` is in `192.168.1.0/24`. */
export function networkOf(cidr: string): string | undefined {
  const network = withoutZone(cidr);
  return network && `${firstAddress(network)}/${network[1]}`;
}

/** Whether every address of `inner` is one of `outer`; both are CIDRs. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [withoutZone(outer), withoutZone(inner)];
  if (!wide || !narrow || wide[0].kind() !== narrow[0].kind() || wide[1] > narrow[1]) return false;
  return narrow[0].match(wide[0] as never, wide[1]);
}

export const overlap = (a: string, b: string) => contains(a, b) || contains(b, a);

/** What kind of address, in the words of the registries: `private`, `uniqueLocal`, `linkLocal`, `loopback`, `unicast`, … */
export function rangeOf(address: string): string {
  const plain = address.replace(/[/%].*$/, '');
  const read = readAddress(plain);
  return read ? unmapped(read).range() : 'none';
}

/** Whether people on the internet could be sent to this address. */
export const isPublic = (address: string) => rangeOf(address) === 'unicast';

/** Whether an interface is one that a container engine made. */
export const isContainerBridge = (name: string) =>
  /^(docker|br-[0-9a-f]{12}$|podman|cni|lxcbr|lxdbr|incusbr|nerdctl|flannel|cali)/.test(name);
