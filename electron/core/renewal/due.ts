/** When a certificate must be renewed, and by which clock. */
import type { EnrolmentRecord } from '../enrolment-record.ts';
import type { Clock, Home } from '../ports.ts';

/** The part of a certificate's life after which it is renewed: the rest is time enough for a computer that is seldom on. */
const DUE_AFTER = 2 / 3;

/** Milliseconds that this computer's clock may differ from the home's; beyond that the home's is used. */
const CLOCK_TOLERANCE = 86_400_000;

/** From when on the certificate is to be renewed, milliseconds since 1970. */
export function dueFrom({ notBefore, notAfter }: Pick<EnrolmentRecord, 'notBefore' | 'notAfter'>): number {
  const begin = Date.parse(notBefore);
  return begin + (Date.parse(notAfter) - begin) * DUE_AFTER;
}

export const isDue = (record: EnrolmentRecord, now: Date) => now.getTime() >= dueFrom(record);

/**
 * The time to go by. A computer with a wrong clock must neither miss its renewal nor renew again and again.
 * @throws what keeps the home from saying its time
 */
export async function timeAt(home: Home, clock: Clock): Promise<Date> {
  const { time } = await home.call('health');
  const now = clock.now();
  const theirs = new Date(time);
  return Math.abs(theirs.getTime() - now.getTime()) > CLOCK_TOLERANCE ? theirs : now;
}
