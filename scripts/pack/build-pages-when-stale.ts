// Builds the server's pages, unless they are newer than all that they are built from.
//
//   node scripts/pack/build-pages-when-stale.ts
import { join } from 'node:path';
import { areNewer } from '../newer.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['renderer', 'shared', 'scripts/pack/build-pages.ts', 'package-lock.json'];

export async function buildPagesWhenStale(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path));
  if (await areNewer([join(ROOT, 'out/console/page.json')], sources)) return;
  // Vite takes longer to load than the answer to whether it is needed.
  const { buildPages } = await import('./build-pages.ts');
  await buildPages(ROOT);
}

if (import.meta.main) await buildPagesWhenStale();
