import { z } from 'zod';
import { MAX_NAME, MAX_NAME_UNITS, nameProblem, tidyName, wrongCharacter } from './name-rules.ts';
import { plainText } from './plain-text.ts';

const tooLong = (max: number) => `is longer than ${max} characters`;

/** What is wrong with a name, as the end of a sentence; undefined when nothing is. */
export function nameProblemWords(name: string, max = MAX_NAME): string | undefined {
  switch (nameProblem(name, max)) {
    case 'empty':
      return 'is empty';
    case 'long':
      return tooLong(max);
    case 'character':
      return `has a control, invisible or stray character in it (${wrongCharacter(name)}); write it without`;
    default:
      return undefined;
  }
}

/**
 * The name that somebody gives to a person, a home or a device: 1 to 64 characters (code points), in Unicode NFC,
 * without characters that cannot be seen or that change what is around them; joiners only where spelling needs them.
 */
export const nameSchema = z
  .string()
  .max(MAX_NAME_UNITS, tooLong(MAX_NAME))
  .transform(tidyName)
  .pipe(
    z.string().superRefine((name, context) => {
      const message = nameProblemWords(name);
      if (message) context.addIssue({ code: 'custom', message });
    }),
  );

/**
 * A line that somebody else wrote, made harmless, which may make it longer: it is cut, so that what was read once can
 * be read again.
 * @param max UTF-16 code units
 */
export const saidTextSchema = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => plainText(text.normalize('NFC')).trim().slice(0, max).toWellFormed())
    .pipe(z.string());

/**
 * A name as somebody else says it is: an older home or registry may know names that nobody could give today. It is made
 * harmless, and shown as it is.
 */
export const saidNameSchema = saidTextSchema(MAX_NAME_UNITS).pipe(z.string().min(1));
