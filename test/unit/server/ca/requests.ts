import { Pkcs10CertificateRequestGenerator } from '../../../support/x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const newKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(P256, true, ['sign', 'verify']);

/** A certificate request as the desktop app makes one. */
export async function makeRequest(keys?: CryptoKeyPair, name = 'CN=latchkey'): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys: keys ?? (await newKeys()),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return request.toString('pem');
}
