import { LatchkeyError } from '../../../shared/errors.ts';
import { tidyName } from '../../../shared/name-rules.ts';
import type { ListedDevice } from '../names/directory.ts';
import { findDevice } from '../names/finding.ts';
import { validName, validNote } from '../names/names.ts';
import type { Registry } from '../ports/registry.ts';
import type { Device, DeviceState } from '../records.ts';
import { type LetIn, type LettingInPorts, letDeviceIn } from './letting-in.ts';
import { type EndedDevice, endAppKeys, endDevice } from './shutting-out.ts';

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
   * Shuts the keys of one app of a device out, also one that was not made yet, and nothing else of it.
   * @param reference as in {@link find}
   * @param app as `latchkey device show` says it
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS; USAGE when the device has no key for such an app, and no open
   * invitation to one
   */
  async shutOutApp(reference: string, app: string): Promise<Device> {
    const device = this.find(reference);
    await endAppKeys(this.#ports, device, tidyName(app));
    return device;
  }

  /**
   * Lets a device in again that was shut out by mistake, with the certificates that it had then: it opens everything
   * as before when this returns. One that was not shut out stays in.
   * @param reference as in {@link find}
   * @param evenSuspect also when somebody came with an old renewal secret of it
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS; DEVICE_NOT_LET_IN when it left, when none of its
   * certificates is still good or its CA was replaced after a leak, and for a suspect one without `evenSuspect`
   */
  letIn(reference: string, evenSuspect: boolean): Promise<LetIn> {
    return letDeviceIn(this.#ports, this.find(reference, 'shut-out').id, evenSuspect);
  }

  /**
   * Renames a device. Its certificate has the new name from its next renewal on.
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS, USAGE for a name that cannot be in a certificate
   */
  rename(reference: string, newName: string): ListedDevice {
    const name = validName('new name', newName);
    return this.#change(reference, (device) => {
      if (device.name === name) return;
      this.#registry.renameDevice(device.id, name);
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
      this.#registry.setNote(id, note);
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
