import type { Secrets } from '../ports/basics.ts';
import type { Device } from '../records.ts';

/**
 * Which of a device's renewal secrets this is. Every one that it ever had is recomputed, so that an old one is known
 * for what it is, and the time tells nothing about which one matched.
 * @returns its generation; undefined for a secret that the device never had
 */
export function secretGeneration(
  secrets: Pick<Secrets, 'renewalSecret' | 'equal'>,
  { id, renewalGeneration }: Pick<Device, 'id' | 'renewalGeneration'>,
  presented: string,
): number | undefined {
  let found: number | undefined;
  for (let generation = 0; generation <= renewalGeneration; generation += 1) {
    if (secrets.equal(secrets.renewalSecret(id, generation), presented)) found = generation;
  }
  return found;
}

/**
 * Whether a secret of this generation can still be in honest hands. The newest can, and the one before it as long as
 * the device has not shown that it received the newest. Whoever comes with an older one has a copy.
 */
export function isStale({ confirmedGeneration }: Pick<Device, 'confirmedGeneration'>, generation: number): boolean {
  return generation < confirmedGeneration;
}
