/** Where is the test of this file? At the same path: the folder of every unit test is the folder of what it tries. */
import { existsSync, globSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const UNIT = 'test/unit';
/** `test/unit/support` is for `test/support`, `test/unit/workflows` for `.github/workflows`. */
const ROOTS = ['.', 'test', '.github'];

/** Whether the folder of a test is one of the tree, or the name of a file there: `csr/` may hold the tests of `csr.ts`. */
const hasSubject = (folder: string) =>
  ROOTS.some((root) => ['', '.ts', '.tsx', '.mjs'].some((end) => existsSync(`${root}/${folder}${end}`)));

describe('a unit test', () => {
  const folders = [...new Set(globSync(`${UNIT}/**/*.test.ts`).map((path) => relative(UNIT, dirname(path))))];

  it('lies at the path of what it tries; directly in test/unit when that is the whole repository', () => {
    expect(folders.length).toBeGreaterThan(30);
    expect(folders.filter((folder) => !hasSubject(folder))).toEqual([]);
  });

  it('is missed where it lies elsewhere', () => {
    expect(hasSubject('server/core/enrolment')).toBe(true);
    expect(hasSubject('server-core')).toBe(false);
  });
});
