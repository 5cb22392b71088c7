/** How a key stands in time. */
export type Validity = 'not-yet' | 'good' | 'ends-soon' | 'expired';

/** From then on somebody is told that a key ends: a month. */
const SOON = 30 * 86_400_000;

/** @param now milliseconds since 1970 */
export function validityOf({ notBefore, notAfter }: { notBefore: string; notAfter: string }, now: number): Validity {
  if (now < Date.parse(notBefore)) return 'not-yet';
  const left = Date.parse(notAfter) - now;
  if (left <= 0) return 'expired';
  return left < SOON ? 'ends-soon' : 'good';
}
