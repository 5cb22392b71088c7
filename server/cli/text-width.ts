/** How wide texts are on a terminal, where some characters take two columns and some belong to the one before. */

const ASCII = /^[\x20-\x7e]*$/;
let segmenter: Intl.Segmenter | undefined;
/** Two columns wide on a terminal: East Asian scripts and emoji (UAX 11, W and F). */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

function graphemes(text: string): string[] {
  if (ASCII.test(text)) return text.split('');
  // Made when a text first needs it: that takes a twentieth of a short command.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
const columnsOfGrapheme = (grapheme: string) => (WIDE.test(grapheme) ? 2 : 1);

/** How many columns of a terminal a text takes. */
export const width = (text: string) => graphemes(text).reduce((sum, each) => sum + columnsOfGrapheme(each), 0);

/** @returns the text, or as much of it as fits into so many columns of a terminal, with an ellipsis */
export function cut(text: string, to: number): string {
  if (width(text) <= to) return text;
  let kept = '';
  let left = to - 1;
  for (const each of graphemes(text)) {
    left -= columnsOfGrapheme(each);
    if (left < 0) break;
    kept += each;
  }
  return `${kept}…`;
}
