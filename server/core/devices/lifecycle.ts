import { LatchkeyError } from '../../../shared/errors.ts';
import type { ActiveSetReconciler } from '../access/active-set.ts';
import type { Audit } from '../audit/audit.ts';
import type { ListedDevice } from '../names/directory.ts';
import { findDevice } from '../names/finding.ts';
import { validName, validNote } from '../names/names.ts';
import type { Clock, Registry } from '../ports.ts';
import type { Certificate, Device, DeviceState } from '../records.ts';
import { type LetIn, type LettingInPorts, letDeviceIn } from './letting-in.ts';

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

/** What the admin does with devices. */
export class Devices {
  readonly #registry: Registry;
  readonly #ports: LettingInPorts;

  constructor(ports: LettingInPorts) {
    this.#registry = ports.registry;
    this.#ports = ports;
  }

  /** Every device that ever enrolled, the newest first. */
  list(): readonly Device[] {
    return this.#registry.devices();
  }

  /** {@link findDevice} */
  find(reference: string, preferred: DeviceState = 'active'): Device {
    return findDevice(this.#ports, reference, preferred);
  }

  /**
   * Shuts a device out: none of its certificates opens anything when this returns, and the code that it came with does
   * not let it back in. Shutting out twice is shutting out once.
   * @param reference as in {@link find}
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS
   */
  async shutOut(reference: string): Promise<EndedDevice> {
    const { id } = this.find(reference);
    return endDevice(this.#ports, id, 'shut-out');
  }

  /**
   * Lets a device in again that was shut out by mistake, with the certificates that it had then: it opens everything
   * as before when this returns. One that was not shut out stays in.
   * @param reference as in {@link find}
   * @param really also when somebody came with an old renewal secret of it
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS; DEVICE_NOT_LET_IN when it left, when none of its
   * certificates is still good or its CA was burned, and for a suspect one without `really`
   */
  letIn(reference: string, really: boolean): Promise<LetIn> {
    return letDeviceIn(this.#ports, this.find(reference, 'shut-out').id, really);
  }

  /**
   * Renames a device. Its certificate has the new name from its next renewal on.
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS, USAGE for a name that cannot be in a certificate
   */
  rename(reference: string, newName: string): ListedDevice {
    const name = validName('new name', newName);
    return this.#change(reference, (device) => {
      if (device.name === name) return;
      this.#ports.directory.rename(device.id, name);
      const detail = { name, before: device.name };
      this.#ports.audit.record({
        kind: 'device-renamed',
        outcome: 'ok',
        person: device.person,
        device: device.id,
        detail,
      });
    });
  }

  /**
   * Writes something about a device, for the admin alone.
   * @param text undefined removes the note
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS, USAGE
   */
  setNote(reference: string, text: string | undefined): ListedDevice {
    const note = text === undefined ? undefined : validNote(text);
    return this.#change(reference, ({ id, person, name }) => {
      this.#ports.directory.setNote(id, note);
      this.#ports.audit.record({ kind: 'device-noted', outcome: 'ok', person, device: id, detail: { name } });
    });
  }

  #change(reference: string, change: (device: Device) => void): ListedDevice {
    const { registry, directory } = this.#ports;
    return registry.atomically(() => {
      const device = this.find(reference);
      change(device);
      const changed = directory.device(device.id);
      if (!changed) throw new LatchkeyError('DEVICE_NOT_FOUND');
      return changed;
    });
  }
}

/** When a shut-out fails the device can still get in: the error must say so, and not only that a file could not be written. */
function stillIn(thrown: unknown): unknown {
  if (!LatchkeyError.is(thrown) || thrown.code !== 'FOLDER_NOT_WRITABLE') return thrown;
  const hint = `NOBODY WAS SHUT OUT: who was let in is still let in. ${thrown.hint} Until then, stopping latchkey up keeps everybody outside.`;
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
