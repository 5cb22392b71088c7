/**
 * macOS 15 and later let no app speak to the local network until the person has said yes. The refusal has no name of its
 * own: it looks like an address that cannot be reached, for an address that is next door.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { ProbeFailure } from '../../core/ports.ts';

/** macOS 15 is Darwin 24. */
const FIRST_DARWIN = 24;

const LOCAL = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  LOCAL.addSubnet(network, bits);
}
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

export interface SystemFacts {
  /** Node's `process.platform`. */
  readonly platform: string;
  /** The kernel's release: `24.6.0`. */
  readonly release: string;
}

/** @param addresses of the host that could not be reached */
export function withLocalNetwork(
  failure: ProbeFailure,
  error: string,
  addresses: readonly string[],
  { platform, release }: SystemFacts,
): ProbeFailure {
  const asks = platform === 'darwin' && Number.parseInt(release, 10) >= FIRST_DARWIN;
  const unreachable = /ERR_ADDRESS_UNREACHABLE|EHOSTUNREACH/.test(error);
  const local = addresses.some((address) => LOCAL.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
  return asks && unreachable && local ? 'local-network-denied' : failure;
}
