import { LatchkeyError } from '../../shared/errors.ts';
import { nameProblem, tidyName } from '../../shared/name-rules.ts';
import { nameSchema } from '../../shared/names.ts';

/** The longest note about a device, in code points. */
const MAX_NOTE = 500;

/** A name as it is kept. @throws LatchkeyError USAGE for one that cannot be in a certificate */
export function validName(what: string, text: string): string {
  const parsed = nameSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new LatchkeyError('USAGE', {
    detail: `The ${what} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`,
  });
}

const NOTE_PROBLEMS = {
  empty: 'is empty; take it away with --clear',
  long: `is longer than ${MAX_NOTE} characters`,
  character: 'has a control or invisible character in it; write one line',
} as const;

/** A note as it is kept: one line. @throws LatchkeyError USAGE */
export function validNote(text: string): string {
  const problem = nameProblem(text, MAX_NOTE);
  if (problem === undefined) return tidyName(text);
  throw new LatchkeyError('USAGE', { detail: `The note ${NOTE_PROBLEMS[problem]}.` });
}
