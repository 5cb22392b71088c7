/** Dates, times, amounts and lists as the person's region writes them. */
export interface Formats {
  /** `23 November 2027` @param time ISO 8601 */
  readonly date: (time: string) => string;
  /** `Thursday, 26 November at 18:00` */
  readonly moment: (time: string) => string;
  /** For how long a key is good: `1 year`, `90 days` */
  readonly life: (days: number) => string;
  /** A rough amount of time: `3 hours` */
  readonly span: (seconds: number) => string;
  readonly list: (items: readonly string[]) => string;
  /** How far away a moment is: `3 hours ago`, `in 2 days` @param now milliseconds since 1970 */
  readonly ago: (time: string, now: number) => string;
  /** `18:04` */
  readonly clock: (time: string) => string;
  readonly count: (number: number) => string;
  /** `3.4 MB` */
  readonly size: (bytes: number) => string;
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** @param timeZone the system's when left out */
export function makeFormats(locale: string, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...zone });
  const moment = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    ...zone,
  });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: 0 });
  return {
    date: (time) => date.format(new Date(time)),
    moment: (time) => moment.format(new Date(time)),
    life: (days) => (days % 365 === 0 ? unit('year').format(days / 365) : unit('day').format(days)),
    span: (seconds) => {
      const [name, size] = SPANS.find(([, length]) => Math.abs(seconds) >= length) ?? SPANS[3];
      return unit(name).format(Math.round(Math.abs(seconds) / size));
    },
    list: (items) => list.format(items),
    ago: (time, now) => {
      const seconds = (Date.parse(time) - now) / 1000;
      const [name, size] = SPANS.find(([, length]) => Math.abs(seconds) >= length) ?? SPANS[3];
      // Seconds go by while somebody reads.
      return name === 'second' ? relative.format(0, 'minute') : relative.format(Math.trunc(seconds / size), name);
    },
    clock: (time) => clock.format(new Date(time)),
    count: (many) => number.format(many),
    size: (bytes) => {
      const power = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      const style = { style: 'unit', unit: SIZES[power] ?? 'byte', unitDisplay: 'short' } as const;
      return new Intl.NumberFormat(locale, { ...style, maximumSignificantDigits: 3 }).format(bytes / 1000 ** power);
    },
  };
}
