import { LatchkeyError } from '../../shared/errors.ts';
import { parseDuration } from '../core/config/duration.ts';

/** @param text of --expires @returns milliseconds @throws LatchkeyError USAGE */
export function lifeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds * 1000;
  throw new LatchkeyError('USAGE', {
    detail: `--expires ${JSON.stringify(text)} is not a duration.`,
    hint: 'Write a whole number and a unit: 90m, 72h, 7d.',
  });
}
