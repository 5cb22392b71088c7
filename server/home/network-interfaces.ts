import { networkInterfaces } from 'node:os';
import type { NetworkInterface } from '../core/network/lan.ts';

/** The machine's network interfaces with their prefixes, as the check of the LAN list wants them. */
export function machineInterfaces(): NetworkInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ cidr }) => (cidr === null ? [] : [{ name, cidr }])),
  );
}
