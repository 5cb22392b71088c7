/** Words of others are made harmless where they are written, so only those places may write. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** The places that write, and those that name the streams to hand them on. */
const WRITERS = ['server/cli/terminal.ts', 'electron/cli/terminal.ts'];
const COMPOSITION = ['server/cli/main.ts', 'electron/cli/main.ts', 'server/console/process.ts'];
/** Ends before any command is loaded, with sentences of its own. */
const LAUNCHER = 'server/bin/latchkey.mjs';

/** The admin's console is no terminal: only Node's has these methods. */
const WRITES =
  /\bconsole\s*(\.\s*(log|info|warn|error|debug|dir|table|trace|assert|count|group|time)|\[)|\bprocess\s*\.\s*(stdout|stderr)\b|\b(stdout|stderr|out|err)\s*\.\s*(write|end)\b|\bwriteSync\(\s*[12]\b/;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|out|dist)\//.test(path));
}

const found = (path: string) =>
  readFileSync(join(ROOT, path), 'utf8')
    .split('\n')
    .filter((line) => WRITES.test(line.replace(/\/\/.*|^\s*\*.*|\/\*\*.*/, '')));

it('only the two terminals write to a terminal', () => {
  const others = ['server', 'electron', 'shared']
    .flatMap(sources)
    .filter((path) => ![...WRITERS, ...COMPOSITION, LAUNCHER].includes(path));
  expect(others.length).toBeGreaterThan(300);
  expect(others.filter((path) => found(path).length > 0)).toEqual([]);
  for (const path of WRITERS) expect(found(path).length, path).toBeGreaterThan(1);
});

it('the composition roots only hand the streams on', () => {
  for (const path of COMPOSITION) for (const line of found(path)) expect(line).not.toMatch(/\.(write|end)\b|console/);
});
