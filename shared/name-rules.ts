/** The rules for names without a schema library, for the window that checks while somebody types. */

/**
 * X.520 upper bounds of commonName, organizationName and organizationalUnitName (RFC 5280 appendix A.1): what a
 * person, a home and a device are called goes into a certificate's subject.
 */
export const MAX_NAME = 64;

/**
 * Control characters, line and paragraph separators, and the invisible ones that reorder or hide text: nobody's name
 * needs them, and in a list of devices, a log or a certificate dialog they lie.
 */
const DECEPTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u;

export type NameProblem = 'empty' | 'long' | 'character';

/** A name as it is kept: Unicode NFC, trimmed. */
export const tidyName = (text: string): string => text.normalize('NFC').trim();

/** What is wrong with a line of text, once tidied; undefined when nothing is. Length counts code points. */
export function nameProblem(text: string, max = MAX_NAME): NameProblem | undefined {
  const name = tidyName(text);
  if (name.length === 0) return 'empty';
  if ([...name].length > max) return 'long';
  return name.isWellFormed() && !DECEPTIVE.test(name) ? undefined : 'character';
}
