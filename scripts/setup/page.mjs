// The page of an invite, which the server serves: built from renderer/page, and newer than what it is built from.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './machine.mjs';
import { pinnedNode } from './modules.mjs';
import { SetupError, tail } from './talk.mjs';

const SOURCES = ['renderer', 'shared', 'scripts/pack/build-page.ts', 'package-lock.json'];

function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.reduce((time, entry) => Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs), mtimeMs);
}

export function pageIsCurrent(root) {
  try {
    const made = statSync(join(root, 'out/page/page.json')).mtimeMs;
    return SOURCES.every((path) => newest(join(root, path)) < made);
  } catch {
    return false;
  }
}

export async function buildPage(root) {
  const { ok, output } = await run(pinnedNode(root), [join(root, 'scripts/pack/build-page.ts')], { cwd: root });
  if (!ok) throw new SetupError(`the page of an invite was not built: ${tail(output)}`);
}
