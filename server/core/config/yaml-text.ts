import { type Document, type ErrorCode, isScalar, type LineCounter, parseDocument, visit } from 'yaml';

/** Mistakes after which the library finds others that are none. */
const FIRST = {
  DUPLICATE_KEY: 'this key is there twice; keep one',
  TAB_AS_INDENT: 'a tab stands here; YAML is indented with spaces only',
  MULTIPLE_DOCS: 'a second document begins here (---); keep one',
} as const;

const REFERENCE = 'a value begins with & or *, which stand for references; put the value in quotes';
const TYPE = 'a value begins with !, which stands for a type; put the value in quotes';
const NO_COLON = 'a colon is missing, or a space behind it; write key: value';
const BRACKETS = 'what { or [ begins is not whole; write a comma between its parts, and the } or ] at its end';

/** What is said of YAML that is none, by the library's code: its own words may repeat a value, which may be a secret. */
const WORDS: Readonly<Record<ErrorCode, string>> = {
  ...FIRST,
  ALIAS_PROPS: REFERENCE,
  BAD_ALIAS: REFERENCE,
  MULTIPLE_ANCHORS: REFERENCE,
  BAD_PROP_ORDER: REFERENCE,
  BAD_COLLECTION_TYPE: TYPE,
  MULTIPLE_TAGS: TYPE,
  TAG_RESOLVE_FAILED: TYPE,
  BAD_DIRECTIVE: 'a line that begins with % is of no use here; remove it',
  BAD_DQ_ESCAPE: 'a backslash stands in double quotes; write it twice, or write single quotes',
  BAD_INDENT: 'this line does not begin below its neighbours; indent them with as many spaces',
  BAD_SCALAR_START: 'a value begins with a character that YAML keeps for itself; put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a list begins beside its key; write each - on a line of its own, below the key',
  BLOCK_IN_FLOW: 'a list or section of lines stands in { } or [ ]; write it with brackets and commas too',
  IMPOSSIBLE: 'this cannot be read; write it anew',
  KEY_OVER_1024_CHARS: 'this key is too long; write a short one',
  MISSING_CHAR: 'something is missing in front of this; put the whole value in quotes',
  MULTILINE_IMPLICIT_KEY: NO_COLON,
  NON_STRING_KEY: 'a list or a section stands where a key belongs; write a name',
  RESOURCE_EXHAUSTION: 'this is nested too deep; write it with fewer brackets and indents',
  UNEXPECTED_TOKEN: 'this stands where nothing more belongs; remove it, or put the whole value in quotes',
};

/** Where a code of the library's is for several mistakes: what its words begin with tells them apart. */
const CLOSER: readonly (readonly [of: RegExp, message: string])[] = [
  [/^Nested mappings/, 'a second colon stands in this line; put the value in quotes'],
  [/^Missing closing .quote/, 'a quote that opens a value is not closed; write it at the end of the value too'],
  [/^Flow |^Missing (,|space)|^Unexpected (,|empty item)/, BRACKETS],
  [/^Implicit map keys/, NO_COLON],
  [/^Comments must be/, 'a # stands right behind a value; write a space in front of it, or put the value in quotes'],
  [/^Block scalar header/, 'a value begins with | or >, which stand for texts of lines; put the value in quotes'],
];

/** Spaces that look like one and are none to YAML: from web pages and word processors. */
const ODD_SPACE = /^[ ]*[\u00A0\u2000-\u200B\u202F\u3000]/gmu;

type Said = [offset: number, message: string];

/** What is YAML, and cannot be read as a file of keys and values. */
function notMeant(document: Document): Said[] {
  const said: Said[] = [];
  const named = new Set<string>();
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node && node.anchor !== undefined) named.add(node.anchor);
    },
    Alias: (_key, { source, range }) => {
      if (named.has(source)) return;
      said.push([range?.[0] ?? 0, 'a value begins with * and refers to nothing; put it in quotes']);
    },
    Pair: (_key, { key, value }) => {
      if (!isScalar(key)) return;
      const at = key.range?.[0] ?? 0;
      if (key.value === '__proto__') said.push([at, 'this is no name for a key; write another']);
      if (key.value === '<<' && key.type === 'PLAIN' && isScalar(value))
        said.push([at, '<< stands in front of a value that is no section; write the keys themselves']);
    },
  });
  return said;
}

/** One for each line: what is found behind the first mistake of a line follows from it. */
function firstOfLines(said: readonly Said[], lines: LineCounter): Said[] {
  const byLine = new Map<number, Said>();
  for (const each of said) {
    const { line } = lines.linePos(each[0]);
    if (!byLine.has(line)) byLine.set(line, each);
  }
  return [...byLine.values()];
}

/**
 * The document, or what is wrong with its YAML, by offset.
 * @param text also with the line ends of Windows or of old Macs
 */
export function readYaml(text: string, lineCounter: LineCounter): { document: Document; problems: Said[] } {
  const lines = text.replace(/\r(?!\n)/g, '\n');
  const document = parseDocument(lines, {
    lineCounter,
    logLevel: 'error',
    prettyErrors: false,
    strict: true,
    stringKeys: true,
    uniqueKeys: true,
    merge: true,
    resolveKnownTags: false,
  });
  const damage = [...document.errors, ...document.warnings];
  if (damage.length > 0) {
    const odd = [...lines.matchAll(ODD_SPACE)].map(
      ({ index, 0: run }): Said => [
        index + run.length - 1,
        'a space that is none to YAML stands here, as from a web page; write ordinary spaces',
      ],
    );
    if (odd.length > 0) return { document, problems: odd };
    const known = damage.filter(({ code }) => code in FIRST);
    if (known.length > 0) return { document, problems: known.map(({ pos, code }) => [pos[0], WORDS[code]]) };
    const said = damage.map(({ pos, code, message }): Said => {
      const words = CLOSER.find(([of]) => of.test(message))?.[1] ?? WORDS[code];
      return [pos[0], `this is not YAML: ${words}`];
    });
    return { document, problems: firstOfLines(said, lineCounter) };
  }
  if (document.contents !== null) return { document, problems: notMeant(document) };
  const empty = 'this file is empty; copy it from a backup, or see rendered/latchkey.yaml for the one that ran last';
  return { document, problems: [[0, empty]] };
}
