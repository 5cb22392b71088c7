/** A Caddyfile with everything that it imports, as it is copied: what was tried is what is copied, byte for byte. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { isBelow } from '../../platform/within.ts';
import { blocksOf } from '../caddy/blocks.ts';
import { matching, type Source, snippetNames } from '../caddy/sources.ts';
import { normalised, tokensOf, withVariables } from '../caddy/tokens.ts';

export interface Tree {
  /** The text of each file by its path in the copy. The first one is the Caddyfile itself. */
  readonly files: ReadonlyMap<string, string>;
  /** Imported files that are in the copy, absolute. */
  readonly taken: readonly string[];
  /** Imported files from outside of the Caddyfile's folder, absolute: the copy imports them from where they are. */
  readonly left: readonly string[];
  /** What is written otherwise in the copy, in whole sentences. */
  readonly changes: readonly string[];
}

/** A path as one word of a Caddyfile. */
const word = (path: string) => (/^[\w@%+=:,.*/-]+$/.test(path) ? path : `"${path.replaceAll('"', '\\"')}"`);

export interface TreeOptions {
  /** The Caddyfile, absolute. */
  readonly file: string;
  /** It and what it imports, as they were read. */
  readonly sources: readonly Source[];
  /** What the copy is called: `<name>.caddy`, with the imported files below `<name>/` as they lay beside it. */
  readonly name: string;
  /** The variables that Caddy is given. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The text with braces around its one site, which may go without only when nothing stands beside it. */
function braced(text: string): string {
  const [site, ...others] = blocksOf(tokensOf(text)).filter(({ keys }) => !/^[(&]/.test(keys[0]?.text ?? ''));
  const end = site?.keys.at(-1)?.end;
  if (end === undefined || site?.open !== undefined || others.length > 0) return text;
  return `${text.slice(0, end)} {${text.slice(end).trimEnd()}\n}\n`;
}

/** The name of a copy, without its ending. */
export function copyName(file: string): string {
  const plain = basename(file)
    .toLowerCase()
    .replace(/\.caddy(file)?$/, '')
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replace(/^\.+/, '');
  return plain || 'imported';
}

export function treeOf({ file, sources, name, env }: TreeOptions): Tree {
  const base = dirname(file);
  const inCopy = (path: string) => (path === file ? `${name}.caddy` : join(name, relative(base, path)));

  const changes: string[] = [];
  const snippets = new Set(sources.flatMap(({ text }) => snippetNames(tokensOf(text))));

  /** A text whose imports lead to the same files from its place in the copy. */
  const moved = ({ path, text }: Source): string => {
    const source = normalised(text);
    const tokens = tokensOf(source);
    return tokens.reduceRight((left, { text: keyword, first }, at) => {
      const argument = tokens[at + 1];
      if (!first || keyword !== 'import' || !argument) return left;
      const pattern = withVariables(argument.text, (variable) => env[variable]);
      const whole = pattern.startsWith('/') ? join(pattern) : join(dirname(path), pattern);
      // A snippet, or a file that is not there.
      if (snippets.has(pattern) || (matching(whole).length === 0 && !/[*?[]/.test(pattern))) return left;
      const place = isBelow(whole, base) ? relative(`/${dirname(inCopy(path))}`, `/${inCopy(whole)}`) : whole;
      if (place === argument.text) return left;
      changes.unshift(`${path}:${argument.line}: import ${argument.text} becomes import ${place} in the copy.`);
      return left.slice(0, argument.start) + word(place) + left.slice(argument.end);
    }, source);
  };

  const copied = (source: Source): string => {
    const text = moved(source);
    const whole = source.path === file ? braced(text) : text;
    if (whole !== text) changes.unshift(`${file}: its one site gets braces in the copy, since others stand beside it.`);
    return whole;
  };
  const own = sources.filter(({ path }) => path === file || isBelow(path, base));
  const imported = sources.filter(({ path }) => path !== file).map(({ path }) => path);
  return {
    files: new Map(own.map((source) => [inCopy(source.path), copied(source)])),
    taken: imported.filter((path) => isBelow(path, base)),
    left: imported.filter((path) => !isBelow(path, base)),
    changes,
  };
}

/** A folder outside of the home, for as long as `use` needs it. */
export async function withCopy<T>({ files }: Tree, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-import-'));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { mode: 0o600 });
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
