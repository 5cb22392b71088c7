/** UTF-16 units of the longest emoji that people choose, such as a flag of a region. */
const MAX_ICON = 16;

/** Whether a text is one emoji or letter, and nothing that a page would take for its own. */
export const isIcon = (text: string): boolean =>
  text.length <= MAX_ICON &&
  /^[^\p{C}\p{Z}<>&"']/u.test(text) &&
  [...new Intl.Segmenter('en').segment(text)].length === 1;
