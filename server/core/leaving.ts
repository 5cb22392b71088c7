import type { LeaveReply, LeaveRequest } from '../../shared/api.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { ActiveSetKeeper } from './active-set.ts';
import { endDevice } from './devices.ts';
import type { Clock, Registry, Secrets } from './ports.ts';

/** Lets devices give their keys back. */
export class Leaving {
  readonly #registry: Registry;
  readonly #keeper: ActiveSetKeeper;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(ports: {
    readonly registry: Registry;
    readonly keeper: ActiveSetKeeper;
    readonly secrets: Secrets;
    readonly clock: Clock;
  }) {
    this.#registry = ports.registry;
    this.#keeper = ports.keeper;
    this.#secrets = ports.secrets;
    this.#clock = ports.clock;
  }

  /**
   * Ends the device that proves itself by its renewal secret. Leaving twice is leaving once; a device that was shut out
   * stays shut out.
   * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID, the same for a wrong secret and an unknown device
   */
  async leave({ deviceId, renewalSecret }: LeaveRequest): Promise<LeaveReply> {
    const device = this.#registry.device(deviceId.toLowerCase());
    const expected = this.#secrets.renewalSecret(deviceId.toLowerCase(), device?.renewalGeneration ?? 0);
    const proven = this.#secrets.equal(expected, renewalSecret);
    if (!device || !proven) throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    const ended = await endDevice(this.#registry, this.#keeper, device.id, 'left', this.#clock.now());
    return {
      device: {
        id: device.id,
        state: ended.device.state === 'shut-out' ? 'shut-out' : 'left',
      },
    };
  }
}
