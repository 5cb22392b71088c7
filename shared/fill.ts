/**
 * Fills words into the places of a text, such as `{name}`. What is filled in is not looked into again: what people are
 * called may look like a place. A place that no word is for stays.
 */
export const fill = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => words[name] ?? place);
