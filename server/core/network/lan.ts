/** The LAN list decides who needs no key, so it is read with suspicion: when in doubt it is the WAN. */
import { readAddress, unmapped } from './addresses.ts';
import { firstAddress, isContainerBridge, overlap, parseNetwork } from './networks.ts';
import { neverLan } from './never-lan.ts';

/** One network interface of the machine, as the operating system lists it. */
export interface NetworkInterface {
  readonly name: string;
  /** `172.17.0.1/16` */
  readonly cidr: string;
}

/**
 * What container engines hand out by default: Docker's address pools (moby: 172.17.0.0/16 to 172.31.0.0/16; its
 * further pool 192.168.0.0/16 is left to the check of real bridges, since it is what routers use) and Podman's.
 */
const CONTAINER_POOLS = [
  ['Docker', '172.17.0.0/16'],
  ['Docker', '172.18.0.0/15'],
  ['Docker', '172.20.0.0/14'],
  ['Docker', '172.24.0.0/13'],
  ['Podman', '10.88.0.0/15'],
] as const;

/** No home's network is wider; wide prefixes are how the whole internet gets in by two lines instead of one. */
const WIDEST = { ipv4: 8, ipv6: 32 } as const;
const WIDE_BUT_LOCAL = new Set(['fe80::/10', 'fc00::/7', 'fd00::/8']);

/** A prefix in its canonical text, or what is wrong with it and what to write. */
export type CidrResult =
  | { readonly ok: true; readonly cidr: string; readonly warning?: string }
  | {
      readonly ok: false;
      readonly message: string;
      /** The network that was meant, when that can be told. */
      readonly instead?: string;
    };

const no = (message: string, instead?: string): CidrResult => ({ ok: false, message, ...(instead && { instead }) });

const why = 'Containers, and whatever comes in through a published port, would count as being at home';

/** A container bridge of this very machine that a prefix touches, in words. */
function bridgeIn(network: string, interfaces: readonly NetworkInterface[]): string | undefined {
  const real = interfaces.find(({ name, cidr }) => isContainerBridge(name) && overlap(network, cidr));
  return real && `the container bridge ${real.name} of this machine (${real.cidr})`;
}

/** The addresses that a container engine would give its bridges, when a prefix touches them, in words. */
function poolIn(network: string): string | undefined {
  const pool = CONTAINER_POOLS.find(([, cidr]) => overlap(network, cidr));
  return pool && `the address pool that ${pool[0]} uses for container bridges (${pool[1]})`;
}

/**
 * Checks one line of the LAN list.
 * @param text a CIDR, IPv4 or IPv6, exactly a network: no host bits
 * @param context.interfaces the machine's own, to recognise the bridges it really has
 * @param context.confirmed the admin says that this is a real LAN, although it looks like a container bridge. A guess can
 * be overruled so; a bridge that this machine has cannot
 */
export function checkLanCidr(
  text: string,
  { interfaces = [], confirmed = false }: { interfaces?: readonly NetworkInterface[]; confirmed?: boolean } = {},
): CidrResult {
  const alone = text.includes('%') ? undefined : readAddress(text);
  if (alone) {
    const address = unmapped(alone);
    return no(`has no prefix length; write ${address}/${address.kind() === 'ipv4' ? 32 : 128} for this one address`);
  }
  const network = parseNetwork(text);
  if (!network) return no('is not a network; write one such as 192.168.1.0/24 or fd12:3456:789a::/48');
  const [address, bits] = network;
  if (bits === 0)
    return no("is the whole internet, and nobody's LAN; write your router's network, such as 192.168.1.0/24");
  const first = firstAddress(network);
  const canonical = `${first}/${bits}`;
  const kind = address.kind();
  if (bits < WIDEST[kind] && !WIDE_BUT_LOCAL.has(canonical)) {
    return no(`is wider than any home's network; write your router's own, at least /${WIDEST[kind]}`);
  }
  const never = neverLan(first, bits);
  if (never) return no(never.message, never.instead);
  if (first.toString() !== address.toString())
    return no(`has host bits set; write ${canonical}, or the one address with its full length`, canonical);
  const bridge = bridgeIn(canonical, interfaces);
  if (bridge) return no(`touches ${bridge}. ${why}; write the network of your router alone, such as 192.168.1.0/24`);
  const pool = poolIn(canonical);
  if (!pool) return { ok: true, cidr: canonical };
  if (confirmed) return { ok: true, cidr: canonical, warning: `touches ${pool}; be sure that no engine here does` };
  return no(
    `touches ${pool}. ${why}; write the network of your router alone, such as 192.168.1.0/24, or ` +
      `{ network: ${canonical}, really: true } when it is this one`,
  );
}

/**
 * The canonical text of an address to listen on, or undefined when it is none. IPv4 written as IPv6 is none: the listeners
 * of one family see no clients of the other.
 */
export function canonicalAddress(text: string): string | undefined {
  const address = text.includes('%') ? undefined : readAddress(text);
  return address && unmapped(address) === address ? address.toString() : undefined;
}

/** Whether a checked network is one of the public internet: allowed, IPv6 homes have no other, but worth a thought. */
export function isPublicNetwork(cidr: string): boolean {
  const network = parseNetwork(cidr);
  return network?.[0].kind() === 'ipv4' && network[0].range() === 'unicast';
}
