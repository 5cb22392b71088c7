/** When the system shows a notification that a key expires and could not be renewed: seldom. */
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';

const DAY = 86_400_000;

/** Before that it is the app's own business: it has months to try again. */
const FIRST_NOTICE = 30 * DAY;
const LAST_WEEK = 7 * DAY;
/** A bit less than a week and a day, because rounds are not made at the same minute. */
const WEEKLY = 6.5 * DAY;
const DAILY = 0.8 * DAY;

/** At most once a week, then daily in the last week, and only while something keeps the renewal from happening. */
export function isNoticeDue({ state, notBefore, notAfter, renewal }: EnrolmentRecord, now: Date): boolean {
  if (state !== 'enrolled' || renewal?.trouble === undefined) return false;
  const end = Date.parse(notAfter);
  const left = end - now.getTime();
  // A certificate for a week is no reason to speak up on its first day.
  const first = Math.min(FIRST_NOTICE, (end - Date.parse(notBefore)) / 4);
  if (left <= 0 || left > first) return false;
  if (renewal.noticedAt === undefined) return true;
  return now.getTime() - Date.parse(renewal.noticedAt) >= (left < LAST_WEEK ? DAILY : WEEKLY);
}
