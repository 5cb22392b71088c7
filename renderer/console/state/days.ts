/** Days as an input of the type `date` has them, where the reader is. */

const two = (number: number) => String(number).padStart(2, '0');

/** `2026-12-31` */
export const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** The last second of a day; undefined for what is no day. */
export function endOfDay(day: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) || dayOf(end) !== day ? undefined : end;
}
