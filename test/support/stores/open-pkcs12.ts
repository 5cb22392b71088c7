import { createSecureContext } from 'node:tls';

/**
 * The certificate in a PKCS#12 container, DER, as OpenSSL reads it.
 * @throws for a wrong password or a container that is none
 */
export function openPkcs12(data: Uint8Array, password: string): Uint8Array {
  const { context } = createSecureContext({ pfx: Buffer.from(data), passphrase: password });
  return Uint8Array.from((context as { getCertificate(): Buffer }).getCertificate());
}
