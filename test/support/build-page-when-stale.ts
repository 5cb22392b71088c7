import { join } from 'node:path';
import { buildPage } from '../../scripts/pack/build-page.ts';
import { areNewer } from './newer.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['renderer', 'shared', 'scripts/pack/build-page.ts', 'package-lock.json'];

/** Builds the page of an invite, unless it is newer than all that it is built from. */
export async function buildPageWhenStale(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path));
  if (!(await areNewer([join(ROOT, 'out/page/page.json')], sources))) await buildPage(ROOT);
}
