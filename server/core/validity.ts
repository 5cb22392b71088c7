/** For how long certificates are good. Times in milliseconds since 1970-01-01 UTC, in whole seconds as X.509 has them. */

export const DAY = 24 * 60 * 60 * 1000;

/** How far back a certificate's life begins, for computers whose clocks are a little slow. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

const wholeSecond = (time: number) => Math.floor(time / 1000) * 1000;

/** When a certificate issued now begins: five minutes ago. */
export function certificateStart(now: number): number {
  return wholeSecond(now) - CLOCK_TOLERANCE;
}

/** When a certificate issued now ends: after so many days, never after the authority itself. */
export function certificateEnd(now: number, days: number, authorityEnd: number): number {
  return Math.min(wholeSecond(now) + days * DAY, authorityEnd);
}

/** For how many whole days a certificate issued now is good from now on; one at least. */
export function certificateDays(now: number, days: number, authorityEnd: number): number {
  return Math.max(1, Math.floor((certificateEnd(now, days, authorityEnd) - wholeSecond(now)) / DAY));
}
