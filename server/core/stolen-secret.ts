import { LatchkeyError } from '../../shared/errors.ts';
import { type EndingPorts, endDevice } from './devices.ts';
import type { Device } from './records.ts';

/**
 * An old renewal secret came back: somebody has a copy, and nobody can tell the copy from the device. Neither is let in
 * until the admin has looked.
 * @throws LatchkeyError RENEWAL_SECRET_NOT_VALID always
 */
export async function shutOutAsStolen(ports: EndingPorts, { id, person, name }: Device): Promise<never> {
  ports.audit.record({ kind: 'renewal-secret-reused', outcome: 'refused', person, device: id, detail: { name } });
  await endDevice(ports, id, 'shut-out');
  throw new LatchkeyError('RENEWAL_SECRET_NOT_VALID');
}
