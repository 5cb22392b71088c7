import type { CertificateReply } from '../../../shared/api.ts';
import { isoTime, pem } from '../encoding.ts';
import type { CertificateAuthority, Secrets } from '../ports.ts';
import type { Enrolment, HomeFacts } from '../records.ts';
import { invitedServices } from './invitations.ts';

/**
 * A certificate as its device gets it, with the renewal secret that belongs to it.
 * @param services names of the invitation's services, undefined for all
 */
export function certificateReply(
  { authority, secrets, home }: { authority: CertificateAuthority; secrets: Secrets; home: HomeFacts },
  { certificate, device }: Enrolment,
  services: readonly string[] | undefined,
): CertificateReply {
  return {
    certificate: pem('CERTIFICATE', certificate.der),
    ca: authority.issuerOf(certificate.der),
    fingerprint: certificate.fingerprint,
    notBefore: isoTime(certificate.notBefore),
    notAfter: isoTime(certificate.notAfter),
    home: { name: home.name, domain: home.domain },
    person: device.person,
    device: { id: device.id, name: device.name },
    services: [...invitedServices(home, services)],
    renewalSecret: secrets.renewalSecret(device.id, certificate.generation),
  };
}
