import { LatchkeyError } from '../../../shared/errors.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?$/;

/**
 * The moment that `2026-12-31` ends, or that `2026-12-31 18:00` is, by this machine's time zone.
 * @param option named in the error
 * @returns milliseconds since 1970-01-01 UTC
 * @throws LatchkeyError USAGE for a day that there is not, and for what is over
 */
export function readEnd(option: string, text: string, now: number): number {
  const [, year, month, day, hour, minute] = (DAY.exec(text.trim()) ?? []).map(Number);
  const wrong = (what: string) =>
    new LatchkeyError('USAGE', {
      detail: `${option} ${JSON.stringify(text)} ${what}.`,
      hint: 'Nothing was changed. Write the last day, such as 2026-12-31, or a time of it: "2026-12-31 18:00".',
    });
  if (year === undefined || month === undefined || day === undefined) throw wrong('is not a date');
  const wholeDay = hour === undefined || Number.isNaN(hour);
  const at = new Date(year, month - 1, day, wholeDay ? 0 : hour, wholeDay ? 0 : minute);
  const there = at.getFullYear() === year && at.getMonth() === month - 1 && at.getDate() === day;
  if (!there || (!wholeDay && (hour > 23 || (minute ?? 0) > 59))) throw wrong('is a day or a time that there is not');
  const end = wholeDay ? new Date(year, month - 1, day + 1) : at;
  if (end.getTime() <= now) throw wrong('is over already');
  return end.getTime();
}
