/**
 * Where the pages are read from. In a checkout it is what scripts/pack/build-pages.ts has built; in the one file
 * that is shipped, this module is replaced by one that has the files in itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(import.meta.dirname, '../../../out');

/** The page of an invite, and the admin's console. */
export type PageName = 'page' | 'console';

/** @returns a file of a page. @throws when the page was not built */
export const pageFile = (page: PageName, name: string): Uint8Array => readFileSync(join(BUILT, page, name));
