/** How a device ends: shut out by the admin or as stolen, or left by itself. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import type { Certificate, Device } from '../records.ts';

/** A device that is no longer let in, and what it had. */
export interface EndedDevice {
  /** `left` when the device had left before; otherwise `shut-out`. */
  readonly device: Device;
  /** Every certificate that it ever had: its open connections are found by these. */
  readonly certificates: readonly Certificate[];
}

/** What it takes to end a device. */
export interface EndingPorts {
  readonly registry: Registry;
  readonly reconciler: ActiveSetReconciler;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** When a shut-out fails the device can still get in: the error must say so, and not only that a file could not be written. */
export function stillIn(thrown: unknown): unknown {
  if (!LatchkeyError.is(thrown) || thrown.code !== 'FOLDER_NOT_WRITABLE') return thrown;
  const hint = `THE DEVICE WAS NOT SHUT OUT: it can still get in. ${thrown.hint} Until then, stopping latchkey up keeps everybody outside.`;
  return new LatchkeyError(thrown.code, {
    ...(thrown.detail === undefined ? {} : { detail: thrown.detail }),
    hint,
    cause: thrown,
  });
}

/**
 * Ends a device in the registry alone: the caller must then take it out of the active set.
 * @throws LatchkeyError FOLDER_NOT_WRITABLE; it is still in then, and a shut-out says so
 */
export function recordEnd(
  { registry, audit, clock }: Omit<EndingPorts, 'reconciler'>,
  id: string,
  state: 'shut-out' | 'left',
): Device | undefined {
  try {
    return registry.atomically(() => {
      const before = registry.device(id);
      const ended = registry.endDevice(id, state, clock.now());
      if (ended && before?.state === 'active') {
        const { person, name } = ended;
        audit.record({ kind: `device-${state}`, outcome: 'ok', person, device: id, detail: { name } });
      }
      return ended;
    });
  } catch (thrown) {
    throw state === 'shut-out' ? stillIn(thrown) : thrown;
  }
}

/**
 * Ends a device in the registry first, then in the active set, then ends its open connections.
 * @throws LatchkeyError DEVICE_NOT_FOUND, FOLDER_NOT_WRITABLE
 */
export async function endDevice(ports: EndingPorts, id: string, state: 'shut-out' | 'left'): Promise<EndedDevice> {
  const { registry, reconciler } = ports;
  const device = recordEnd(ports, id, state);
  if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
  const certificates = registry.certificatesOf(id);
  await reconciler.refuse(certificates.map(({ fingerprint }) => fingerprint));
  return { device, certificates };
}
