import { LatchkeyError } from '../../../shared/errors.ts';
import type { CertificateAuthority, IssuedCertificate, RequestedKey } from '../ports/authority.ts';
import type { Device, HomeFacts } from '../records.ts';
import { certificateEnd, certificateStart } from '../validity.ts';

/**
 * Has a device's certificate made as the home knows the device. Nothing is recorded yet.
 * @param now milliseconds
 * @param noEarlier the end of the certificate that this one is to take the place of. It ends no earlier: of two that fit,
 *   browsers show the one that expires last, so that an earlier end could never be proven to work and replace the other.
 * @param noLater the end of what this one is a part of
 * @throws LatchkeyError UNAVAILABLE when the Homelab CA has expired
 */
export async function templateFor(
  { authority, home }: { readonly authority: CertificateAuthority; readonly home: HomeFacts },
  { id, name, person }: Pick<Device, 'id' | 'name' | 'person'>,
  key: RequestedKey,
  now: number,
  {
    noEarlier = 0,
    noLater = Number.POSITIVE_INFINITY,
  }: { readonly noEarlier?: number; readonly noLater?: number } = {},
): Promise<IssuedCertificate> {
  const least = Math.min(noEarlier, authority.notAfter);
  const most = Math.min(noLater, authority.notAfter);
  const notAfter = Math.max(certificateEnd(now, home.certificateDays, most), least);
  if (notAfter <= now) throw new LatchkeyError('UNAVAILABLE', { detail: 'The Homelab CA has expired.' });
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
