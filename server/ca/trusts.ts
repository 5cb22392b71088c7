import { X509Certificate } from 'node:crypto';
import { type CaPaths, readTrustedCas } from './ca-files.ts';

/** What tells whether one of these CAs (DER) signed a certificate (DER); asked for them each time, since they may change. */
export const signedByOneOf =
  (authorities: () => readonly Uint8Array[]) =>
  (der: Uint8Array): boolean => {
    const certificate = new X509Certificate(der);
    return authorities().some((each) => certificate.verify(new X509Certificate(each).publicKey));
  };

/**
 * What tells whether a certificate (DER) was signed by a CA that is trusted at this moment.
 * @throws LatchkeyError HOME_DAMAGED
 */
export async function trustsNow(paths: CaPaths): Promise<(der: Uint8Array) => boolean> {
  const { current, previous } = await readTrustedCas(paths);
  const keys = [current, ...previous].map(({ publicKey }) => publicKey);
  return (der) => {
    const certificate = new X509Certificate(der);
    return keys.some((key) => certificate.verify(key));
  };
}
