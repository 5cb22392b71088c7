import type { Audit } from './audit.ts';
import type { CertificateAuthority } from './ports.ts';

/** The Homelab CA with an entry for everything that it signs, whoever asked and whatever becomes of it. */
export function auditedAuthority(authority: CertificateAuthority, audit: Audit): CertificateAuthority {
  return {
    get certificatePem() {
      return authority.certificatePem;
    },
    get notAfter() {
      return authority.notAfter;
    },
    readRequest: (pem) => authority.readRequest(pem),
    issuerOf: (der) => authority.issuerOf(der),
    async issue(order) {
      const certificate = await authority.issue(order);
      audit.record({
        kind: 'ca-signed',
        outcome: 'ok',
        person: order.person,
        device: order.deviceId,
        subject: certificate.fingerprint,
        detail: { name: order.deviceName, serial: certificate.serial },
      });
      return certificate;
    },
  };
}
