/** From a path in the document to a line and a column of the file. */
import { type Document, isMap, isScalar, type LineCounter, type Node } from 'yaml';
import { codePointName, hiddenIn } from '../../../shared/unicode/hidden.ts';

export type Path = readonly PropertyKey[];
/** Takes a problem: where in the document it is, and what is wrong and what to write. */
export type Report = (path: Path, message: string, at?: 'value' | 'key') => void;
export type Position = { readonly line: number; readonly column: number };

/** `services.cloud.upstream`, `lan[0]` */
export function formatPath(path: Path): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

function keyNode(document: Document, path: Path): Node | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
  return isScalar(pair?.key) ? pair.key : undefined;
}

/**
 * Where in the file a path lies: its value (or its key, when asked for or when there is no value), else the nearest
 * place above that exists.
 */
export function locate(document: Document, lines: LineCounter, path: Path, at: 'value' | 'key' = 'value'): Position {
  for (let length = path.length; length > 0; length--) {
    const here = path.slice(0, length);
    const value = document.getIn(here, true) as Node | null | undefined;
    const empty = isScalar(value) && value.value === null;
    const node = length < path.length || at === 'key' || empty ? (keyNode(document, here) ?? value) : value;
    const offset = node?.range?.[0];
    if (offset !== undefined) return position(lines, offset);
  }
  return { line: 1, column: 1 };
}

/**
 * What cannot be seen in a value, or in its key: a problem with what looks right needs that said.
 * @returns such as `U+200B`; undefined when there is nothing of the kind
 */
export function hiddenAt(document: Document, path: Path, at: 'value' | 'key' = 'value'): string | undefined {
  const value = at === 'key' ? path.at(-1) : document.getIn(path);
  if (typeof value !== 'string') return undefined;
  // A line end or a tab is no slip of a paste: the other words say more.
  const hidden = hiddenIn(value).find((character) => !/\p{Cc}/u.test(character));
  return hidden === undefined ? undefined : codePointName(hidden);
}

/** A character offset as a line and a column, both from one. */
export function position(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
