// What a check has to look at again: the files that are not as they were when it passed, and every file that they can
// change the verdict on. Whoever runs everything (CI, the first time) learns nothing less than before.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import process from 'node:process';

/** What decides how the others are judged: a change of one of these changes everything. */
const JUDGES = /^(scripts\/(changed|check|import-rules)[^/]*|[^/]*(?<!\.md))$/;
const RELATIVE = /['"`](\.[^'"`\n]*)['"`]/g;

/** Every file of the checkout that Git knows or would add, with its text. */
function filesNow(root: string): Map<string, Buffer> {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const files = new Map<string, Buffer>();
  for (const path of new Set(listed.split('\0'))) {
    try {
      if (path !== '') files.set(path, readFileSync(join(root, path)));
    } catch {
      // deleted, and Git has not been told
    }
  }
  return files;
}

/** Adds whatever imports a file that is in the set, and so on. Every text that may be a path counts as an import. */
function withImporters(changed: Iterable<string>, files: ReadonlyMap<string, Buffer>): Set<string> {
  const importers = new Map<string, Set<string>>();
  for (const [path, text] of files)
    for (const [, relative = ''] of text.toString('latin1').matchAll(RELATIVE)) {
      const imported = join(dirname(path), relative);
      importers.set(imported, (importers.get(imported) ?? new Set<string>()).add(path));
    }
  const all = new Set(changed);
  for (const path of all) for (const importer of importers.get(path) ?? []) all.add(importer);
  return all;
}

function remembered(memory: string): Map<string, string> | undefined {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(memory, 'utf8'))));
  } catch {
    return undefined;
  }
}

interface Changed {
  /** The files to look at; undefined when it is everything. */
  readonly paths?: readonly string[];
  /** To be called when all is right. */
  passed(): void;
}

/**
 * @param name of the check, which has its memory in node_modules/.cache
 * @param options `importers`: with whatever imports what has changed; `root`: the checkout
 */
export function changedSince(
  name: string,
  { importers = false, root = dirname(import.meta.dirname), env = process.env } = {},
): Changed {
  const memory = join(root, 'node_modules/.cache/changed', `${name}.json`);
  const files = filesNow(root);
  const now = new Map([...files].map(([path, text]) => [path, createHash('sha256').update(text).digest('base64')]));
  const passed = () => {
    mkdirSync(dirname(memory), { recursive: true });
    writeFileSync(memory, JSON.stringify(Object.fromEntries(now)));
  };
  if (env.CI) return { passed };
  const before = remembered(memory);
  if (before === undefined) return { passed };
  const changed = new Set([...now.keys()].filter((path) => before.get(path) !== now.get(path)));
  // What is gone may be missed anywhere.
  if ([...before.keys()].some((path) => !now.has(path)) || [...changed].some((path) => JUDGES.test(path)))
    return { passed };
  return { paths: [...(importers ? withImporters(changed, files) : changed)], passed };
}
