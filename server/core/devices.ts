import { LatchkeyError } from '../../shared/errors.ts';
import type { ActiveSetKeeper } from './active-set.ts';
import type { Audit } from './audit.ts';
import type { Clock, Registry } from './ports.ts';
import type { Certificate, Device } from './records.ts';

/** The shortest beginning of an id that is taken for one. */
const MIN_ID_PREFIX = 4;

/** A device that is no longer let in, and what it had. */
export interface EndedDevice {
  /** `left` when the device had left before; otherwise `shut-out`. */
  readonly device: Device;
  /** Every certificate that it ever had: whoever cuts its open connections looks for these. */
  readonly certificates: readonly Certificate[];
}

/** What it takes to end a device. */
export interface EndingPorts {
  readonly registry: Registry;
  readonly keeper: ActiveSetKeeper;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** What the admin does with devices. */
export class Devices {
  readonly #registry: Registry;
  readonly #ports: EndingPorts;

  constructor(ports: EndingPorts) {
    this.#registry = ports.registry;
    this.#ports = ports;
  }

  /** Every device that ever enrolled, the newest first. */
  list(): readonly Device[] {
    return this.#registry.devices();
  }

  /**
   * Finds one device by its id, the beginning of it (at least four characters) or its name. Where several devices have
   * the name, an active one is meant rather than those that have ended.
   * @throws LatchkeyError DEVICE_NOT_FOUND, DEVICE_AMBIGUOUS
   */
  find(reference: string): Device {
    const wanted = reference.normalize('NFC').trim();
    const exact = this.#registry.device(wanted.toLowerCase());
    if (exact) return exact;

    const named = this.#registry.devicesByName(wanted);
    const active = named.filter(({ state }) => state === 'active');
    const byId = wanted.length < MIN_ID_PREFIX ? [] : this.#registry.devicesByIdPrefix(wanted.toLowerCase());
    const matches = new Map([...(active.length > 0 ? active : named), ...byId].map((device) => [device.id, device]));

    const [found] = matches.values();
    if (!found) throw new LatchkeyError('DEVICE_NOT_FOUND');
    if (matches.size > 1) {
      const candidates = [...matches.values()].slice(0, 10).map(({ id, name, person }) => `${id} (${name}, ${person})`);
      throw new LatchkeyError('DEVICE_AMBIGUOUS', {
        detail: `${candidates.join('; ')}.`,
      });
    }
    return found;
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
}

/** Ends a device in the registry first, then in the active set. */
export async function endDevice(
  { registry, keeper, audit, clock }: EndingPorts,
  id: string,
  state: 'shut-out' | 'left',
): Promise<EndedDevice> {
  const device = registry.atomically(() => {
    const before = registry.device(id);
    const ended = registry.endDevice(id, state, clock.now());
    if (ended && before?.state === 'active') {
      const { person, name } = ended;
      audit.record({ kind: `device-${state}`, outcome: 'ok', person, device: id, detail: { name } });
    }
    return ended;
  });
  if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
  const certificates = registry.certificatesOf(id);
  await keeper.refuse(certificates.map(({ fingerprint }) => fingerprint));
  return { device, certificates };
}
