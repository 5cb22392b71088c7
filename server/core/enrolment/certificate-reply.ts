import type { CertificateReply } from '../../../shared/api.ts';
import { contactForApp, servicesForApp } from '../access/access.ts';
import type { AccessPolicy } from '../access/policy.ts';
import { isoTime, pem } from '../encoding.ts';
import type { CertificateAuthority } from '../ports/authority.ts';
import type { Secrets } from '../ports/basics.ts';
import type { Enrolment, HomeFacts } from '../records.ts';

interface ReplyPorts {
  readonly authority: CertificateAuthority;
  readonly secrets: Secrets;
  readonly home: HomeFacts;
  readonly policy: Pick<AccessPolicy, 'servicesOf'>;
}

/** A certificate as its device gets it, with what it opens and the renewal secret that belongs to it. */
export function certificateReply(
  { authority, secrets, home, policy }: ReplyPorts,
  { certificate, device }: Enrolment,
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
    services: servicesForApp(policy.servicesOf(device.person, device.id)),
    ...contactForApp(home),
    // Of an app's key it renews nothing: the device's own secret is the device's.
    renewalSecret: secrets.renewalSecret(
      certificate.app === undefined ? device.id : certificate.fingerprint,
      certificate.generation,
    ),
  };
}
