import { isStale } from '../devices/renewal-secrets.ts';
import type { Enrolment } from '../records.ts';
import { DAY } from '../validity.ts';

/** How a device proved which one it is: a renewal secret, or the key of a certificate. */
export interface RenewalProof {
  readonly kind: 'secret' | 'certificate';
  /** Of the secret, or of the certificate. */
  readonly generation: number;
}

/**
 * - `again`: the newest certificate is the answer to this very request, which was asked before.
 * - `issue`: a new certificate of this generation.
 * - `early`: not before that moment.
 * - `stolen`: two hold the same secret.
 */
export type RenewalVerdict =
  | { readonly kind: 'again' | 'stolen' | 'refused' }
  | { readonly kind: 'issue'; readonly generation: number }
  | { readonly kind: 'early'; readonly until: number };

/** Between two renewals of a device: a day, or a third of a life that is shorter than three. */
function spacing({ notBefore, notAfter }: Enrolment['certificate']): number {
  return Math.min(DAY, (notAfter - notBefore) / 3);
}

/**
 * Judges a request for the next certificate.
 * @param newest the device and its newest certificate
 * @param spkiHash of the key that the next certificate is asked for
 * @param now and `grace` in milliseconds
 */
export function judgeRenewal(
  { device, certificate }: Enrolment,
  proof: RenewalProof,
  spkiHash: string,
  now: number,
  grace: number,
): RenewalVerdict {
  if (device.state !== 'active') return { kind: 'refused' };
  if (isStale(device, proof.generation)) return { kind: proof.kind === 'secret' ? 'stolen' : 'refused' };

  const usable = certificate.state === 'active' && certificate.notBefore <= now && now < certificate.notAfter;
  const asksForNewest = proof.generation < device.renewalGeneration;
  const sameKey = certificate.spkiHash === spkiHash;
  // The app writes its new key down before it asks, so it never asks for two: another key is another asker. Clients of
  // EST do no such thing, and a certificate's key is harder to copy than a secret.
  if (asksForNewest && !sameKey && proof.kind === 'secret') return { kind: 'stolen' };
  if (asksForNewest && sameKey && usable) return { kind: 'again' };
  if (now >= device.notAfter + grace) return { kind: 'refused' };

  const until = certificate.notBefore + spacing(certificate);
  const isFirst = certificate.generation === 0;
  if (usable && !isFirst && now < until) return { kind: 'early', until };
  return { kind: 'issue', generation: asksForNewest ? device.renewalGeneration : device.renewalGeneration + 1 };
}
