import ipaddr from 'ipaddr.js';
import { readAddress, unmapped } from './addresses.ts';

type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parse(cidr: string): Cidr | undefined {
  const address = cidr.replace(/%[^/]*/, '');
  return ipaddr.isValidCIDR(address) ? ipaddr.parseCIDR(address) : undefined;
}

/** The network that an interface's address with its prefix length lies in: `192.168.1.7/24` is in `192.168.1.0/24`. */
export function networkOf(cidr: string): string | undefined {
  const parsed = parse(cidr);
  if (!parsed) return undefined;
  const [address, bits] = parsed;
  const text = `${address}/${bits}`;
  const first =
    address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${first}/${bits}`;
}

/** Whether every address of `inner` is one of `outer`; both are CIDRs. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [parse(outer), parse(inner)];
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
