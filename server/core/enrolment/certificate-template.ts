import { LatchkeyError } from '../../../shared/errors.ts';
import type { CertificateAuthority, IssuedCertificate, RequestedKey } from '../ports.ts';
import type { Device, HomeFacts } from '../records.ts';
import { certificateEnd, certificateStart } from '../validity.ts';

/**
 * Has a device's certificate made as the home knows the device. Nothing is recorded yet.
 * @param now milliseconds
 * @throws LatchkeyError UNAVAILABLE when the Homelab CA is past its end
 */
export async function orderCertificate(
  { authority, home }: { readonly authority: CertificateAuthority; readonly home: HomeFacts },
  { id, name, person }: Pick<Device, 'id' | 'name' | 'person'>,
  key: RequestedKey,
  now: number,
): Promise<IssuedCertificate> {
  const notAfter = certificateEnd(now, home.certificateDays, authority.notAfter);
  if (notAfter <= now) throw new LatchkeyError('UNAVAILABLE', { detail: 'The Homelab CA is past its end.' });
  return authority.issue({
    person,
    deviceName: name,
    deviceId: id,
    home: home.name,
    key,
    notBefore: certificateStart(now),
    notAfter,
  });
}
