import { JOINS_NEXT, JOINS_PREVIOUS, VIRAMAS } from './joining.ts';

/** What is drawn as nothing, though Unicode counts it as letters and symbols. */
const BLANK = '\\u2800\\uFFFC\\u{13441}\\u{13442}\\u{16FE4}\\u{1BC9D}\\u{1D159}';

/**
 * Controls, format characters, private and unassigned ones (`\p{C}`), line ends, default-ignorable code points and what
 * is drawn as nothing. Letters of every script, marks, digits, punctuation, symbols and spaces are none of these.
 */
const HIDDEN = `[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}${BLANK}]`;

const MARKS = '[\\p{Mn}\\p{Me}]*';

/**
 * Joiners that spelling needs: after a virama, and the non-joiner between letters that would join (RFC 5892 A.1, A.2).
 * Bengali, Kannada and Odia write the joiner in front of the virama too (The Unicode Standard, chapter 12), and Marathi
 * writes it in the vowel of Anna.
 */
const JOINER = [
  `(?<=[${VIRAMAS}])[\\u200C\\u200D]`,
  `(?<=[${JOINS_NEXT}]${MARKS})\\u200C(?=${MARKS}[${JOINS_PREVIOUS}])`,
  '(?<=\\u09B0)\\u200D(?=\\u09CD)|(?<=\\u0CB0)\\u200D(?=\\u0CCD)',
  '(?<=[\\u0B15-\\u0B39])\\u200D(?=\\u0B4D)|(?<=\\u0905)\\u200D(?=\\u0945)',
].join('|');

const MONGOLIAN = '\\u1820-\\u1878\\u1880-\\u18AA';

/**
 * What chooses the form of the letter in front of it, where spelling needs that: in Mongolian, whose final a and e stand
 * apart (The Unicode Standard, 13.5), and in the family names of Han characters that a register tells apart (UTS 37).
 * Names that differ in nothing else look alike, and are listed together.
 */
const FORM = [
  `(?<=[${MONGOLIAN}])[\\u180B-\\u180D\\u180F]`,
  `(?<=[${MONGOLIAN}][\\u180B-\\u180D\\u180F]?)\\u180E(?=[\\u1820\\u1821])`,
  '(?<=\\p{Unified_Ideograph})[\\u{E0100}-\\u{E01EF}]',
].join('|');

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

let built: { readonly piece: RegExp; readonly one: RegExp; readonly every: RegExp } | undefined;

/** Built when a text first needs them: that takes longer than the rest of a short command. */
function patterns() {
  built ??= {
    // An emoji of Unicode's own list may be spelt with invisible characters (UTS 51).
    piece: new RegExp(`((?=\\p{Emoji})\\p{RGI_Emoji}|${JOINER}|${FORM})|${HIDDEN}`, 'gv'),
    one: new RegExp(HIDDEN, 'v'),
    every: new RegExp(HIDDEN, 'gv'),
  };
  return built;
}

/**
 * Replaces each character that cannot be seen, or that changes how what is around it looks, unless an emoji or the
 * spelling of a word needs it there.
 * @param instead given that character, unpaired surrogates included
 */
export function replaceHidden(text: string, instead: (character: string) => string): string {
  // Most texts have none, and looking for emoji is slow.
  if (PRINTABLE_ASCII.test(text) || !patterns().one.test(text)) return text;
  return text.replace(patterns().piece, (piece: string, needed: string | undefined) => needed ?? instead(piece));
}

/** The characters that {@link replaceHidden} would replace, in the order of the text. */
export function hiddenIn(text: string): readonly string[] {
  const found: string[] = [];
  replaceHidden(text, (character) => {
    found.push(character);
    return '';
  });
  return found;
}

/** As {@link replaceHidden}, also where an emoji or the spelling of a word needs it. */
export function replaceEveryHidden(text: string, instead: (character: string) => string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(patterns().every, instead);
}

/** `U+200B` */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
