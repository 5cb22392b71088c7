import { type Document, type LineCounter, parseDocument } from 'yaml';

/** What is said of YAML that is none, by the library's code. */
const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is there twice; keep one',
  TAB_AS_INDENT: 'a tab stands here; YAML is indented with spaces only',
  MULTIPLE_DOCS: 'a second document begins here (---); keep one',
};

/** Spaces that look like one and are none to YAML: from web pages and word processors. */
const ODD_SPACE = /^[ ]*[\u00A0\u2000-\u200B\u202F\u3000]/gmu;

/**
 * The document, or what is wrong with its YAML, by offset.
 * @param text also with the line ends of Windows or of old Macs
 */
export function readYaml(
  text: string,
  lineCounter: LineCounter,
): { document: Document; problems: [offset: number, message: string][] } {
  const lines = text.replace(/\r(?!\n)/g, '\n');
  const document = parseDocument(lines, {
    lineCounter,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
    merge: true,
  });
  const damage = [...document.errors, ...document.warnings];
  const known = damage.filter(({ code }) => code in WORDS);
  if (damage.length > 0) {
    const odd = [...lines.matchAll(ODD_SPACE)].map(({ index, 0: run }): [number, string] => [
      index + run.length - 1,
      'a space that is none to YAML stands here, as from a web page; write ordinary spaces',
    ]);
    if (odd.length > 0) return { document, problems: odd };
  }
  // What follows from a tab or a second document helps nobody.
  const said = (known.length > 0 ? known : damage).map(({ pos, code, message }): [number, string] => [
    pos[0],
    WORDS[code] ??
      (/Nested mappings/.test(message)
        ? 'this is not YAML: a second colon stands in this line; put the value in quotes'
        : `this is not YAML: ${message}`),
  ]);
  if (damage.length === 0 && document.contents === null)
    said.push([
      0,
      'this file is empty; copy it from a backup, or see rendered/latchkey.yaml for the one that ran last',
    ]);
  return { document, problems: said };
}
