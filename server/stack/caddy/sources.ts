/**
 * The files that a Caddyfile is made of: what is imported, from where. Read before Caddy reads them, since it prints
 * what it does not understand, and a key of the home must not be among it.
 */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import { decodeText, encodingWords } from '../../../shared/text-encoding.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { readRegularFile, UnreadableFileError } from '../../platform/regular-file.ts';
import { followed, type Places } from './places.ts';
import { missingVariables, type Token, tokensOf, withVariables } from './tokens.ts';

/** One file, with what is in it. */
export interface Source {
  /** As latchkey.yaml or an admin would call it: from the home when it is in there. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export interface SourcesOptions {
  readonly config: Pick<HomeConfig, 'sites' | 'services'>;
  readonly layout: HomeLayout;
  readonly places: Places;
  /** The environment of Caddy. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Sources {
  readonly files: readonly Source[];
  /** What is wrong, in whole sentences. */
  readonly problems: readonly string[];
  /** Patterns with a wildcard that no file fits, each with where it stands: Caddy goes on without a word. */
  readonly unmatched: readonly { readonly at: string; readonly pattern: string }[];
}

/** More files than this are no Caddyfile. */
const MOST_FILES = 2000;

const quiet = <T>(look: () => T, otherwise: T): T => {
  try {
    return look();
  } catch {
    return otherwise;
  }
};

/**
 * What a pattern is for, of whatever kind, as Go's filepath.Glob: `*` and `?` stay within one folder, and `\` quotes. Files
 * with a dot in front are hidden from `*`, as from Caddy's import; folders are not, as they are not from that. What has a
 * name that is not UTF-8 is among it too, although Node finds nothing by the name that it has here: Caddy would read it.
 */
export function matching(pattern: string): string[] {
  let found = ['/'];
  const nameless: string[] = [];
  const steps = pattern.split('/').filter(Boolean);
  for (const [at, step] of steps.entries()) {
    const wild = /(?<!\\)[*?[]/.test(step);
    const plain = step.replace(/\\(.)/g, '$1');
    const source = [...step.matchAll(/\\(.)|(\*)|(\?)|([\s\S])/gu)]
      .map(([, quoted, star, one, other]) => (star ? '.*' : one ? '.' : escaped(quoted ?? other ?? '')))
      .join('');
    const like = new RegExp(`^${source}$`, 'su');
    const hides = at === steps.length - 1 && step.startsWith('*');
    found = found.flatMap((folder) =>
      (wild
        ? quiet(() => readdirSync(folder), []).filter((name) => like.test(name) && !(hides && name.startsWith('.')))
        : [plain]
      ).map((name) => `${folder === '/' ? '' : folder}/${name}`),
    );
    if (wild) nameless.push(...found.filter((path) => basename(path).includes(NOT_UTF8) && !existsSync(path)));
  }
  return [...found.filter((path) => existsSync(path)), ...nameless].sort();
}

/** What Node writes for bytes of a name that are not UTF-8. */
const NOT_UTF8 = '\uFFFD';

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The names of the snippets that some words may define. */
export const snippetNames = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(({ text, first }) => (first && /^\(.+\)$/s.test(text) ? [text.slice(1, -1)] : []));

/** Whether a word with placeholders for arguments could become `import`. */
function couldBeImport(text: string): boolean {
  if (!/\{(args|blocks?)\b/.test(text) || /^\{[^{}]*\}$/.test(text)) return false;
  const like = text
    .split(/\{[^{}]*\}/)
    .map(escaped)
    .join('.*');
  return new RegExp(`^${like}$`, 's').test('import');
}

/** The patterns of files to import in some words, and what cannot be followed. */
function importsOf(tokens: readonly Token[]): { patterns: { pattern: string; line: number }[]; odd: number[] } {
  const patterns: { pattern: string; line: number }[] = [];
  const odd: number[] = [];
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (token.first && couldBeImport(token.text)) odd.push(token.line);
    if (token.text !== 'import' || !next) continue;
    if (!token.first && tokens[i - 1]?.text !== '{' && tokens.slice(0, i).some(({ text }) => text === 'import')) {
      const start = tokens.slice(0, i).findLastIndex(({ first }) => first);
      if (tokens[start]?.text === 'import') odd.push(token.line);
    }
    if (/\{(args|blocks?)\b/.test(next.text)) odd.push(token.line);
    else patterns.push({ pattern: next.text, line: token.line });
  }
  return { patterns, odd };
}

/** Whether a file of the home may be read as part of a Caddyfile. */
function importable(path: string, { config, layout, places }: SourcesOptions): string | undefined {
  const wrong = places.path(path);
  if (wrong === undefined) return undefined;
  const real = quiet(() => followed(path), undefined) ?? path;
  const home = places.home.find((each) => real.startsWith(`${each}/`));
  if (home === undefined || quiet(() => statSync(real).nlink, 1) > 1) return wrong;
  const inHome = relative(home, real);
  const folder = inHome.includes('/') ? inHome.slice(0, inHome.indexOf('/')) : '';
  const own = [layout.ca.dir, layout.active, layout.run.dir, layout.rendered.dir, layout.caddy, layout.logs];
  if (own.some((each) => relative(layout.dir, each) === folder)) return wrong;
  if (inHome.startsWith('sites/')) return undefined;
  const named = config.sites.some((pattern) => {
    const full = resolve(layout.dir, pattern);
    return (
      matching(full).some((each) => each === path) &&
      (folder !== '' || inHome.endsWith('.caddy') || /^caddyfile$/i.test(inHome))
    );
  });
  return named ? undefined : wrong;
}

/** @returns undefined when it cannot be read, and says why */
function readText(path: string, say: (why: string) => void): string | undefined {
  try {
    const decoded = decodeText(readRegularFile(path));
    if (decoded.ok) return decoded.text;
    say(encodingWords(decoded.encoding, path));
  } catch (thrown) {
    say(
      thrown instanceof UnreadableFileError
        ? `${thrown.message}; import Caddyfiles only`
        : `cannot be read (${errnoOf(thrown) ?? 'unknown'})`,
    );
  }
  return undefined;
}

/** Everything that the Caddyfile of a home is made of beside what latchkey wrote, and what of it may not be read. */
export function sourcesOf(options: SourcesOptions): Sources {
  const { config, layout, env } = options;
  const files: Source[] = [];
  const problems: string[] = [];
  const unmatched: { at: string; pattern: string }[] = [];
  const seen = new Set<string>();
  const snippets = new Set<string>();
  const nameOf = (path: string) => (path.startsWith(`${layout.dir}/`) ? relative(layout.dir, path) : path);

  const follow = (text: string, name: string, folder: string | undefined) => {
    const tokens = tokensOf(withVariables(text, (variable) => env[variable]));
    for (const { name: variable, line } of missingVariables(tokens)) {
      problems.push(
        `${name}:${line} uses {$${variable}}, which Caddy is not given: set it where latchkey runs, and add ${variable} to caddy.environment in latchkey.yaml.`,
      );
    }
    for (const snippet of snippetNames(tokens)) snippets.add(snippet);
    const { patterns, odd } = importsOf(tokens);
    for (const line of new Set(odd)) {
      problems.push(`${name}:${line} imports what only an argument names; write import and the path of the file.`);
    }
    for (const { pattern, line } of patterns) {
      if (pattern.startsWith('/') || folder !== undefined)
        readAll(`${name}:${line}`, pattern, pattern.startsWith('/') ? pattern : join(folder ?? '/', pattern));
    }
  };
  const readAll = (at: string, pattern: string, whole: string) => {
    const paths = matching(whole);
    if (paths.length === 0 && /[*?[]/.test(pattern)) unmatched.push({ at, pattern });
    for (const path of paths) read(path, at, pattern);
  };
  const read = (path: string, by: string, pattern: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    if (seen.size > MOST_FILES) {
      const message = `${by} imports ${pattern}, and there are more than ${MOST_FILES} files already; import fewer.`;
      if (seen.size === MOST_FILES + 1) problems.push(message);
      return;
    }
    const say = (why: string) => {
      // A folder may be called as a snippet is: Caddy takes the snippet.
      if (snippets.has(pattern)) return;
      problems.push(`${by} imports ${pattern}, of which ${path} ${why}.`);
    };
    const wrong = importable(path, options);
    if (wrong !== undefined) {
      if (quiet(() => statSync(path).isDirectory(), false))
        say(`is a folder, and ${wrong}; import Caddyfiles only, from outside of the home or from its sites/`);
      else
        problems.push(
          `${by} imports ${pattern}, which ${wrong}; import files from outside of the home, or from its sites/.`,
        );
      return;
    }
    const text = readText(path, say);
    if (text === undefined) return;
    files.push({ name: nameOf(path), path, text });
    follow(text, nameOf(path), dirname(path));
  };

  for (const pattern of config.sites) {
    for (const path of matching(resolve(layout.dir, pattern))) read(path, 'latchkey.yaml (sites)', pattern);
  }
  for (const { name, caddy } of config.services) {
    // Caddy reads them from standard input, in an empty folder: nothing lies beside them.
    if (caddy !== undefined) follow(caddy, `services.${name}.caddy`, undefined);
  }
  return { files, problems, unmatched };
}
