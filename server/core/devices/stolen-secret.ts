import { LatchkeyError } from '../../../shared/errors.ts';
import { type EndingPorts, endDevice } from './shutting-out.ts';

/**
 * An old renewal secret came back: somebody has a copy, and nobody can tell the copy from the device. Neither is let in
 * until the admin has looked. What happened and what became of it are recorded together or not at all.
 * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID always
 */
export async function shutOutAsStolen(ports: EndingPorts, deviceId: string): Promise<never> {
  const { registry, audit, clock } = ports;
  await endDevice(ports, deviceId, 'shut-out', {
    actor: 'latchkey',
    first: ({ state, person, name }) => {
      registry.suspect(deviceId, clock.now());
      if (state !== 'active') return;
      audit.record({ kind: 'renewal-secret-reused', outcome: 'refused', person, device: deviceId, detail: { name } });
    },
  });
  throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
}
