/**
 * Where the page of an invite is read from. In a checkout it is what scripts/pack/build-page.ts has built; in the one file
 * that is shipped, this module is replaced by one that has the files in itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = join(import.meta.dirname, '../../out/page');

/** @returns a file of the page. @throws when the page was not built */
export const pageFile = (name: string): Uint8Array => readFileSync(join(BUILT, name));
