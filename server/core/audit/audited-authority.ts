import type { CertificateAuthority } from '../ports/authority.ts';
import type { Registry } from '../ports/registry.ts';
import type { Audit } from './audit.ts';

/** The Homelab CA with an entry for everything that it signs, whoever asked and whatever becomes of it. */
export function auditedAuthority(
  authority: CertificateAuthority,
  { audit, registry }: { readonly audit: Audit; readonly registry: Pick<Registry, 'together'> },
): CertificateAuthority {
  return {
    get certificatePem() {
      return authority.certificatePem;
    },
    get notAfter() {
      return authority.notAfter;
    },
    readRequest: (pem, kind) => authority.readRequest(pem, kind),
    issuerOf: (der) => authority.issuerOf(der),
    async issue(order) {
      const certificate = await authority.issue(order);
      const { person, deviceId: device, deviceName: name } = order;
      const { fingerprint: subject, serial } = certificate;
      // On disk before anybody has the certificate.
      await registry.together(() =>
        audit.record({ kind: 'ca-signed', outcome: 'ok', person, device, subject, detail: { name, serial } }),
      );
      return certificate;
    },
  };
}
