import type { Audit } from '../audit/audit.ts';
import { recordEnd } from '../devices/shutting-out.ts';
import type { Invitations } from '../enrolment/invitations.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Device, Invitation } from '../records.ts';

/** Whom {@link endEverything} ended. */
export interface MassEnding {
  readonly devices: readonly Device[];
  readonly invitations: readonly Invitation[];
}

/**
 * In the registry, shuts out every device that is in but for those that may stay, and takes every open invitation back:
 * what is left lets nobody in. Somebody has to bring the active set in step afterwards.
 * @param stays whether a device may stay
 */
export function endEverything(
  ports: {
    readonly registry: Registry;
    readonly invitations: Invitations;
    readonly audit: Audit;
    readonly clock: Clock;
  },
  stays: (device: Device) => boolean,
): MassEnding {
  const { registry, invitations } = ports;
  return registry.atomically(() => {
    const devices = registry.devices().filter((device) => device.state === 'active' && !stays(device));
    for (const { id } of devices) recordEnd(ports, id, 'shut-out');
    const open = invitations.list().filter(({ state }) => state === 'open');
    for (const { id } of open) invitations.cancel(id);
    return { devices, invitations: open };
  });
}
