import { LatchkeyError } from '../../shared/errors.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Reads a duration as an admin writes it: `90m`, `72h`, `7d`.
 * @param text a whole number and a unit: s, m, h, d or w
 * @param option the option it was given for, named in the error
 * @returns milliseconds
 * @throws LatchkeyError USAGE when it cannot be read or is zero
 */
export function parseDuration(text: string, option: string): number {
  const match = /^(?<count>\d{1,6})(?<unit>[smhdw])$/.exec(text.trim());
  const unit = match?.groups?.unit as keyof typeof UNITS | undefined;
  const milliseconds = unit ? Number(match?.groups?.count) * UNITS[unit] : 0;
  if (milliseconds > 0) return milliseconds;
  throw new LatchkeyError('USAGE', {
    detail: `${option} ${JSON.stringify(text)} is not a duration.`,
    hint: 'Write a whole number and a unit: 90m, 72h, 7d.',
  });
}
