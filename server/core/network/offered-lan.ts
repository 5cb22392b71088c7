import { checkLanCidr, type NetworkInterface } from './lan.ts';
import { networkOf, rangeOf } from './networks.ts';

/**
 * The machine's networks that are probably at home, for an admin to confirm: private ones that people are in, and no
 * container's.
 * @param isAway whether an interface leads out of a container into a network that is the engine's own
 */
export function offeredLan(
  interfaces: readonly NetworkInterface[],
  isAway: (name: string) => boolean = () => false,
): string[] {
  const networks = interfaces
    .filter(({ name, cidr }) => ['private', 'uniqueLocal'].includes(rangeOf(cidr)) && !isAway(name))
    .flatMap(({ cidr }) => networkOf(cidr) ?? [])
    // One address of a tunnel is no network of people; the check knows the bridges that this machine has.
    .filter((network) => !/\/(32|128)$/.test(network) && checkLanCidr(network, { interfaces }).ok);
  return [...new Set(networks)];
}
