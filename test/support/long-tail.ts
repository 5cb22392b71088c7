/**
 * What takes long and proves the same once more. `npm run attacks` (ATTACKS=full) tries all of it; every other run tries a
 * part, and prints what it leaves to that one.
 */
export const FULL = process.env.ATTACKS === 'full';

/** `npm test`: what `.ci/run` tries as well is left to that one. */
const QUICK = process.env.TESTS === 'quick';

/** Each of Playwright's workers reads every file again; its runner has read it before. */
const SAID_BEFORE = process.env.TEST_WORKER_INDEX !== undefined;

const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;

function leave(what: string, to = 'npm run attacks'): void {
  if (!SAID_BEFORE) console.log(`left to ${to}: ${what}`);
}

/**
 * A test, or a group of tests, that `npm test` leaves to `.ci/run`: `further(test)('…', …)`. What it promises has a quicker test.
 * @param test the runner's `test` or `describe`
 */
export function further<Test extends (name: string, ...rest: never[]) => unknown>(test: Test): Test {
  return QUICK ? (((name: string) => leave(name, '.ci/run')) as Test) : test;
}

/** So many of the cases, spread evenly with the first and the last among them; all of them in the long run. */
export function sampleOf<Case>(what: string, cases: readonly Case[], count: number): readonly Case[] {
  if (FULL || cases.length <= count) return cases;
  leave(`${what}, ${cases.length - count} of ${cases.length}`);
  return Array.from({ length: count }, (_, at) =>
    Math.round((at * (cases.length - 1)) / Math.max(1, count - 1)),
  ).flatMap((index) => cases.slice(index, index + 1));
}

/** How many of something are tried: runs of a property, steps to be killed at. */
export function countOf(what: string, few: number, all: number): number {
  if (FULL) return all;
  leave(`${what}, ${few} instead of ${all}`);
  return few;
}

/** How long something goes on, in milliseconds. */
export function lengthOf(what: string, short: number, long: number): number {
  if (FULL) return long;
  leave(`${what}, ${seconds(short)} instead of ${seconds(long)}`);
  return short;
}
