import type { LeaveReply, LeaveRequest } from '../../../shared/api.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { Secrets } from '../ports/basics.ts';
import { isStale, secretGeneration } from './renewal-secrets.ts';
import { type EndingPorts, endDevice } from './shutting-out.ts';
import { shutOutAsStolen } from './stolen-secret.ts';

interface LeavingPorts extends EndingPorts {
  readonly secrets: Secrets;
}

/** Lets devices give their keys back. */
export class Leaving {
  readonly #ports: LeavingPorts;

  constructor(ports: LeavingPorts) {
    this.#ports = ports;
  }

  /**
   * Ends the device that proves itself by its renewal secret. Leaving twice is leaving once; a device that was shut out
   * stays shut out.
   * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID, the same for a wrong secret and an unknown device, and for an old
   * secret, which shuts the device out
   */
  async leave({ deviceId, renewalSecret }: LeaveRequest): Promise<LeaveReply> {
    const { registry, secrets } = this.#ports;
    const id = deviceId.toLowerCase();
    const device = registry.device(id);
    const generation = secretGeneration(secrets, device ?? { id, renewalGeneration: 0 }, renewalSecret);
    if (!device || generation === undefined) throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
    if (device.state === 'active' && isStale(device, generation)) await shutOutAsStolen(this.#ports, device.id);
    const ended = await endDevice(this.#ports, device.id, 'left');
    return {
      device: {
        id: device.id,
        state: ended.device.state === 'shut-out' ? 'shut-out' : 'left',
      },
    };
  }
}
