/** The rules for names without a schema library, for the window that checks while somebody types. */
import { codePointName, hiddenIn } from './unicode/hidden.ts';

/**
 * X.520 upper bounds of commonName, organizationName and organizationalUnitName (RFC 5280 appendix A.1): what a
 * person, a home and a device are called goes into a certificate's subject.
 */
export const MAX_NAME = 64;
/** UTF-16 units of a name before it is tidied: what a field takes. */
export const MAX_NAME_UNITS = 4 * MAX_NAME;

/** A mark on nothing, the same one twice, or more of them than any script stacks (UTS 39, 5.4): they hide what is there. */
const STRAY_MARK = /(?<=^|\p{Z})\p{M}|(?<=(\p{Mn}))\1|(?<=[\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]/u;

export type NameProblem = 'empty' | 'long' | 'character';

/** A name as it is kept: Unicode NFC, every run of spaces one plain space, trimmed (after RFC 8266, 2.1). */
export const tidyName = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/**
 * The first character that no name may have: one that cannot be seen or changes what is around it (unless an emoji or
 * the spelling of a word needs it there), or a stray mark.
 * @returns such as `U+200B`; undefined when there is none
 */
export function wrongCharacter(text: string): string | undefined {
  const name = tidyName(text);
  const [hidden] = hiddenIn(name);
  const [mark] = STRAY_MARK.exec(name.normalize('NFD')) ?? [];
  const wrong = hidden ?? mark;
  return wrong === undefined ? undefined : codePointName(wrong);
}

/** What is wrong with a line of text, once tidied; undefined when nothing is. Length counts code points. */
export function nameProblem(text: string, max = MAX_NAME): NameProblem | undefined {
  const name = tidyName(text);
  if (name.length === 0) return 'empty';
  if ([...name].length > max) return 'long';
  return wrongCharacter(name) === undefined ? undefined : 'character';
}
