// The pages that the server serves: built from renderer/, and newer than what they are built from.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './machine.mjs';
import { pinnedNode } from './modules.mjs';
import { SetupError, tail } from './talk.mjs';

const SOURCES = ['renderer', 'shared', 'scripts/pack/build-pages.ts', 'package-lock.json'];

function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.reduce((time, entry) => Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs), mtimeMs);
}

export function pagesAreCurrent(root) {
  try {
    const made = statSync(join(root, 'out/console/page.json')).mtimeMs;
    return SOURCES.every((path) => newest(join(root, path)) < made);
  } catch {
    return false;
  }
}

export async function buildPages(root) {
  const { ok, output } = await run(pinnedNode(root), [join(root, 'scripts/pack/build-pages.ts')], { cwd: root });
  if (!ok) throw new SetupError(`the server's pages were not built: ${tail(output)}`);
}
