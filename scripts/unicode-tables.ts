// Makes the two Unicode tables that JavaScript does not have (docs/decisions/0017):
//   node scripts/unicode-tables.ts <unicode-data> <confusables.json>
// <unicode-data> is /usr/share/unicode of Debian's package unicode-data; <confusables.json> is that of its package
// python3-confusable-homoglyphs, made of Unicode's confusables.txt (UTS 39).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const VIRAMA_CLASS = '9';

const hex = (codePoint: number) => codePoint.toString(16);

/** Code points as the inside of a regular expression's class. */
function classOf(codePoints: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const each of codePoints.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === each - 1) last[1] = each;
    else ranges.push([each, each]);
  }
  const escaped = (codePoint: number) => `\\u{${hex(codePoint)}}`;
  return ranges.map(([from, to]) => (from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`)).join('');
}

/** Every code point and one field of its line, of a file of the Unicode Character Database. */
function* column(text: string, field: number): Generator<[number, string]> {
  for (const line of text.split('\n')) {
    const fields = (line.split('#')[0] ?? '').split(';').map((each) => each.trim());
    const [from = '', to = from] = (fields[0] ?? '').split('..');
    if (from === '') continue;
    for (let at = Number.parseInt(from, 16); at <= Number.parseInt(to, 16); at += 1) yield [at, fields[field] ?? ''];
  }
}

function joiningTable(folder: string): string {
  const classes = [...column(readFileSync(join(folder, 'UnicodeData.txt'), 'utf8'), 3)];
  const types = [...column(readFileSync(join(folder, 'extracted/DerivedJoiningType.txt'), 'utf8'), 1)];
  const viramas = classes.filter(([, each]) => each === VIRAMA_CLASS).map(([at]) => at);
  const joining = (...wanted: string[]) => types.filter(([, type]) => wanted.includes(type)).map(([at]) => at);
  const constant = (name: string, about: string, codePoints: readonly number[]) =>
    `/** ${about} */\nexport const ${name} =\n  '${classOf(codePoints).replaceAll('\\', '\\\\')}';\n`;
  return [
    '// Made by scripts/unicode-tables.ts of the Unicode Character Database, 15.0; its licence is LICENSE beside this.\n',
    constant('VIRAMAS', 'Canonical_Combining_Class=Virama, as the inside of a class.', viramas),
    constant('JOINS_NEXT', 'Joining_Type L or D, as the inside of a class.', joining('L', 'D')),
    constant('JOINS_PREVIOUS', 'Joining_Type R or D, as the inside of a class.', joining('R', 'D')),
  ].join('\n');
}

/** Each prototype and what looks like it. Sources that compatibility decomposition changes are never looked up. */
function lookAlikeTable(file: string): string {
  const known: Record<string, { c: string }[]> = JSON.parse(readFileSync(file, 'utf8'));
  const plain = (text: string) => text.replaceAll('\u200E', '');
  const sequence = (text: string) => [...text].map((each) => hex(each.codePointAt(0) ?? 0)).join(' ');
  const table = new Map<string, Set<string>>();
  const sources = new Set<string>();
  for (const [key, alike] of Object.entries(known)) {
    const source = plain(key);
    const target = plain(alike[0]?.c ?? '').normalize('NFKD');
    // A prototype lists all that looks like it; what looks like it lists the prototype alone, which is no source itself.
    if (alike.length !== 1 || [...source].length !== 1 || source.normalize('NFKD') !== source) continue;
    if (source === target || sources.has(target)) continue;
    sources.add(source);
    const name = sequence(target);
    table.set(name, (table.get(name) ?? new Set()).add(sequence(source)));
  }
  const rows = [...table].map(([target, from]) => [target, [...from].sort().join(', ')] as const);
  return `${JSON.stringify(Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
}

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) throw new Error('Name the folder and the file: see the first lines.');
writeFileSync(join(ROOT, 'shared/unicode/joining.ts'), joiningTable(folder));
writeFileSync(join(ROOT, 'server/core/names/unicode/look-alikes.json'), lookAlikeTable(file));
