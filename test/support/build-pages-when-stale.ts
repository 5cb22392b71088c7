import { join } from 'node:path';
import { buildPages } from '../../scripts/pack/build-pages.ts';
import { areNewer } from './newer.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['renderer', 'shared', 'scripts/pack/build-pages.ts', 'package-lock.json'];

/** Builds the server's pages, unless they are newer than all that they are built from. */
export async function buildPagesWhenStale(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path));
  if (!(await areNewer([join(ROOT, 'out/console/page.json')], sources))) await buildPages(ROOT);
}
