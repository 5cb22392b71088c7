import { LatchkeyError } from '../../../shared/errors.ts';
import { type EndingPorts, endDevice } from './shutting-out.ts';

/**
 * An old renewal secret came back: somebody has a copy, and nobody can tell the copy from the device. Neither is let in
 * until the admin has looked. What happened and what became of it are recorded together or not at all.
 * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID always
 */
export async function shutOutAsStolen(ports: EndingPorts, deviceId: string): Promise<never> {
  const { registry, audit, clock } = ports;
  registry.atomically(() => {
    const device = registry.device(deviceId);
    registry.suspect(deviceId, clock.now());
    if (device?.state !== 'active') return;
    const about = { person: device.person, device: deviceId, detail: { name: device.name } };
    audit.record({ kind: 'renewal-secret-reused', outcome: 'refused', ...about });
    audit.record({ kind: 'device-shut-out', outcome: 'ok', actor: 'latchkey', ...about });
    registry.endDevice(deviceId, 'shut-out', clock.now());
  });
  await endDevice(ports, deviceId, 'shut-out');
  throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
}
