/** How a device ends: shut out by the admin or as stolen, or left by itself; and how the key of one of its apps ends. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { Actor, Audit } from '../audit/audit.ts';
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
function stillIn(thrown: unknown): unknown {
  if (!LatchkeyError.is(thrown) || thrown.code !== 'FOLDER_NOT_WRITABLE') return thrown;
  const hint = `NOTHING WAS SHUT OUT: the devices can still get in. ${thrown.hint} Until then, stopping latchkey up keeps everybody outside.`;
  return new LatchkeyError(thrown.code, {
    ...(thrown.detail === undefined ? {} : { detail: thrown.detail }),
    hint,
    cause: thrown,
  });
}

/** What an end may have beside it. */
interface End {
  /** Who ends the device; whoever is at work unless given. */
  readonly actor?: Actor;
  /** What is recorded before the end and together with it. */
  readonly first?: (device: Device) => void;
}

/**
 * Ends a device in the registry alone: the caller must then take it out of the active set.
 * @returns undefined for a device that is not there
 * @throws LatchkeyError FOLDER_NOT_WRITABLE; it is still in then, and a shut-out says so
 */
export function recordEnd(
  { registry, audit, clock }: Omit<EndingPorts, 'reconciler'>,
  id: string,
  state: 'shut-out' | 'left',
  { first, ...by }: End = {},
): Device | undefined {
  try {
    return registry.atomically(() => {
      const before = registry.device(id);
      if (before) first?.(before);
      const ended = registry.endDevice(id, state, clock.now());
      if (ended && before?.state === 'active') {
        const { person, name } = ended;
        audit.record({ kind: `device-${state}`, outcome: 'ok', ...by, person, device: id, detail: { name } });
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
export async function endDevice(
  ports: EndingPorts,
  id: string,
  state: 'shut-out' | 'left',
  end?: End,
): Promise<EndedDevice> {
  const { registry, reconciler } = ports;
  const device = recordEnd(ports, id, state, end);
  if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
  const certificates = registry.certificatesOf(id);
  await reconciler.refuse(certificates.map(({ fingerprint }) => fingerprint));
  return { device, certificates };
}

/**
 * Ends the keys of one app of a device in the registry first, then in the active set, and takes back the invitation to one
 * that was not made yet; nothing else of the device ends.
 * @param app as the registry has it: tidied
 * @throws LatchkeyError USAGE when the device has no key for such an app, and no open invitation to one;
 * FOLDER_NOT_WRITABLE
 */
export async function endAppKeys(ports: EndingPorts, { id, person, name }: Device, app: string): Promise<void> {
  const { registry, reconciler, audit, clock } = ports;
  const keys = registry.certificatesOf(id).filter((each) => each.app === app);
  try {
    registry.atomically(() => {
      if (registry.closeInvitations(id, clock.now(), app) === 0 && keys.length === 0) {
        const hint = `latchkey device show ${id.slice(0, 8)} lists the keys that it has.`;
        throw new LatchkeyError('USAGE', { detail: `${name} has no key for ${app}.`, hint });
      }
      for (const { fingerprint } of keys) {
        if (!registry.endAppKey(fingerprint, clock.now())) continue;
        const about = { person, device: id, subject: fingerprint, detail: { name: `${name} · ${app}` } };
        audit.record({ kind: 'app-key-shut-out', outcome: 'ok', ...about });
      }
    });
  } catch (thrown) {
    throw stillIn(thrown);
  }
  await reconciler.refuse(keys.map(({ fingerprint }) => fingerprint));
}
