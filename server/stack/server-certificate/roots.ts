import { X509Certificate } from 'node:crypto';
import { getCACertificates, rootCertificates } from 'node:tls';

/** The roots that browsers have (Mozilla's list, as it comes with Node), and those that this machine was given. */
export function knownRoots(): readonly X509Certificate[] {
  const pems = new Set([...rootCertificates, ...getCACertificates('system'), ...getCACertificates('extra')]);
  return [...pems].map((pem) => new X509Certificate(pem));
}
