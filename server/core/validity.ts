/** For how long certificates are good. Times in milliseconds since 1970-01-01 UTC. */

export const DAY = 24 * 60 * 60 * 1000;

/** The life of a device's certificate. */
const CERTIFICATE_LIFE = 365 * DAY;

/** How far back a certificate's life begins, for computers whose clocks are a little slow. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** When a certificate issued now begins: five minutes ago, in whole seconds as X.509 has them. */
export function certificateStart(now: number): number {
  return Math.floor((now - CLOCK_TOLERANCE) / 1000) * 1000;
}

/** When a certificate issued now ends: in 365 days, never after the authority itself. */
export function certificateEnd(now: number, authorityEnd: number): number {
  return Math.min(Math.floor((now + CERTIFICATE_LIFE) / 1000) * 1000, authorityEnd);
}
