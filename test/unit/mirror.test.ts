/** Where is the test of this file? At the same path: the folder of every unit test is the folder of what it tries. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const UNIT = 'test/unit';
const TESTS = globSync(`${UNIT}/**/*.test.ts`).sort();
/** About no folder of the product: the documents, the workflows, the scripts, what other tests stand on. */
const OTHERS = /^(docs|scripts|support|workflows)\b/;

/** The relative imports of a file, by path; none of a file that is not there. */
const importsOf = (file: string): readonly string[] =>
  existsSync(file)
    ? [...readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)].map(([, from, call]) =>
        join(dirname(file), from ?? call ?? ''),
      )
    : [];

/** What a test imports, itself or by what tests stand on. */
function reached(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const path of importsOf(file).filter((path) => !seen.has(path))) {
    seen.add(path);
    if (path.startsWith('test/')) reached(path, seen);
  }
  return seen;
}

/** Whether a test is called like a file of its folder, imports one, or names one that it reads or starts. */
function isAtHome(test: string): boolean {
  const folder = relative(UNIT, dirname(test));
  const name = basename(test, '.test.ts');
  return (
    ['.ts', '.tsx', '.mjs'].some((end) => existsSync(`${folder}/${name}${end}`)) ||
    [...reached(test)].some((path) => dirname(path) === folder) ||
    readFileSync(test, 'utf8').includes(`'${folder}/`)
  );
}

describe('a unit test', () => {
  it('lies in the folder of a file that it tries; directly in test/unit when that is the whole repository', () => {
    expect(TESTS.length).toBeGreaterThan(200);
    const placed = TESTS.map((test) => ({ test, folder: relative(UNIT, dirname(test)) }));
    const judged = placed.filter(({ folder }) => folder !== '' && !OTHERS.test(folder));
    expect(judged.map(({ test }) => test).filter((test) => !isAtHome(test))).toEqual([]);
  });

  it('is missed where it lies elsewhere', () => {
    expect(isAtHome(`${UNIT}/shared/code.test.ts`)).toBe(true);
    expect(isAtHome(`${UNIT}/mirror.test.ts`)).toBe(false);
  });
});
