/** Characters as keyboards, phones and mail programs write them, made plain. */
import { replaceHidden } from '../unicode/hidden.ts';

/** What a terminal is told about colours (ECMA-48, CSI). */
const ESCAPE = '\u001B\\[|\u009B';
const COLOUR = new RegExp(`(?:${ESCAPE})[0-9;]{0,20}[mK]`, 'g');
const LINE_ENDS = /[\r\v\f\u0085\u2028\u2029]/;

/** A character that is another spelling of one ASCII character (Unicode NFKC): full width, small, mathematical. */
function plainCharacter(character: string): string {
  const plain = character.normalize('NFKC');
  return /^[!-~]$/.test(plain) ? plain : character;
}

/**
 * One spelling of what looks the same: line ends, spaces, hyphens, full-width and other compatible characters; what
 * cannot be seen is gone. An ellipsis stays: it says that something was cut away.
 */
export function plainCharacters(text: string): string {
  const lines = text.replace(COLOUR, '').replace(/\r\n?/g, '\n');
  return replaceHidden(lines, (hidden) =>
    hidden === '\n' || LINE_ENDS.test(hidden) ? '\n' : hidden === '\t' ? ' ' : '',
  )
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\u2010\u2011]/gu, '-')
    .replace(/[\u3002\uFF61]/gu, '.')
    .replace(/[^\p{ASCII}\u2026]/gu, plainCharacter);
}

/** Lines without the marks of a quoted or forwarded message. */
export const unquoted = (text: string): string => text.replace(/^[ ]*(?:[>|] ?)+/gm, '');
