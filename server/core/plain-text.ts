/**
 * Control characters, line and paragraph separators, and the invisible characters that reorder or hide text. Names that
 * people give are checked for these; what a file, an address or another program says is not.
 */
const DECEPTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** One line of text that looks like what it is, whoever wrote it: for terminals, mails and notices. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(DECEPTIVE, ' ');
}
