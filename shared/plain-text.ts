/**
 * The one writer for what somebody else wrote: names, the answers of a home, the words of other programs. Whatever they
 * hold, a terminal, a log, a mail or a page shows it as text and obeys none of it.
 */
import { replaceEveryHidden, replaceHidden } from './unicode/hidden.ts';

const BREAKS = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g;

/**
 * One line of text that looks like what it is: line ends and tabs become spaces, and what cannot be seen or would change
 * what is around it is spelt out, such as `\u{202e}`.
 */
export function plainText(text: string): string {
  const spelt = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return replaceHidden(text.replace(BREAKS, ' '), spelt);
}

/** As {@link plainText}, but lines and tabs stay: for the words of a program that writes several lines. */
export function plainLines(text: string): string {
  return text
    .split(/\r?(\n)|(\t)/)
    .map((part) => (part === '\n' || part === '\t' ? part : plainText(part ?? '')))
    .join('');
}

/**
 * Where JSON lines go that a terminal may show one day: whatever is in them, only their ends end a line.
 * @param destination takes whole lines
 */
export function plainJsonLines(destination: { write(line: string): void }): { write(line: string): void } {
  return { write: (line) => destination.write(`${plainJson(line.trimEnd())}\n`) };
}

/** Spells out, as JSON does, what cannot be seen in a line of JSON: it is read as the same, and harmless to look at. */
export function plainJson(json: string): string {
  return replaceEveryHidden(json, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
