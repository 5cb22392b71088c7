import { LatchkeyError } from '../../../shared/errors.ts';
import { tidyName } from '../../../shared/name-rules.ts';
import { nameProblemWords } from '../../../shared/names.ts';

/** The longest note about a device, in code points. */
const MAX_NOTE = 500;

/** A name as it is kept. @throws LatchkeyError USAGE for one that cannot be in a certificate */
export function validName(what: string, text: string): string {
  const problem = nameProblemWords(text);
  if (problem === undefined) return tidyName(text);
  throw new LatchkeyError('USAGE', { detail: `The ${what} ${problem}.` });
}

/** A note as it is kept: one line. @throws LatchkeyError USAGE */
export function validNote(text: string): string {
  const problem = nameProblemWords(text, MAX_NOTE);
  if (problem === undefined) return tidyName(text);
  const more = problem === 'is empty' ? '; take it away with --clear' : '';
  throw new LatchkeyError('USAGE', { detail: `The note ${problem}${more}.` });
}
