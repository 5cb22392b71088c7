import { z } from 'zod';
import { MAX_NAME, type NameProblem, nameProblem, tidyName } from './name-rules.ts';

const WORDS: Record<NameProblem, string> = {
  empty: 'is empty',
  long: `is longer than ${MAX_NAME} characters`,
  character: 'has a control or invisible character in it',
};

/**
 * The name of a person, a home or a device: 1 to 64 characters (code points), trimmed, in Unicode NFC, no control and no
 * invisible characters, no unpaired surrogates.
 */
export const nameSchema = z
  .string()
  .max(4 * MAX_NAME)
  .transform(tidyName)
  .pipe(
    z.string().superRefine((name, context) => {
      const problem = nameProblem(name);
      if (problem) context.addIssue({ code: 'custom', message: WORDS[problem] });
    }),
  );
