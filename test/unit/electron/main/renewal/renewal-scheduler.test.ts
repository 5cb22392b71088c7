import { expect, test } from 'vitest';
import { RenewalScheduler } from '../../../../../electron/main/renewal/renewal-scheduler.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A time in which only what is planned happens. */
function makeRounds(results: ('fine' | 'again' | Error)[], random = 0) {
  const waits: number[] = [];
  const bugs: unknown[] = [];
  let made = 0;
  let next: (() => void) | undefined;
  let wake: () => void = () => undefined;
  const rounds = new RenewalScheduler({
    round: async () => {
      const result = results[made] ?? 'fine';
      made += 1;
      if (result instanceof Error) throw result;
      return result;
    },
    random: () => random,
    after: (ms, call) => {
      waits.push(ms);
      next = call;
      return () => {
        next = undefined;
      };
    },
    onResume: (hear) => {
      wake = hear;
    },
    bug: (error) => bugs.push(error),
  });
  rounds.begin();
  const elapse = async () => {
    next?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { waits, bugs, made: () => made, elapse, wake: () => wake() };
}

test.each([
  ['earliest', 0, 10_000, 23 * HOUR],
  ['latest', 0.999_999, 60_000, 25 * HOUR],
])('come soon after the start and then once a day, at a random moment (%s)', async (_which, random, soon, daily) => {
  const { waits, elapse } = makeRounds([], random);
  await elapse();
  await elapse();
  expect(waits.map((ms) => Math.round(ms / 1000))).toEqual([soon, daily, daily].map((ms) => Math.round(ms / 1000)));
});

test('back off from a home that does not answer, up to a day, and begin anew once it did', async () => {
  const { waits, elapse } = makeRounds([...Array<'again'>(10).fill('again'), 'fine', 'again']);
  for (let i = 0; i < 12; i += 1) await elapse();
  const minutes = waits.slice(1).map((ms) => Math.round(ms / MINUTE));
  expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 960, 960, 960, 23 * 60, 15]);
});

test('a computer that wakes up looks soon, however long the pause was to be', async () => {
  const { waits, made, elapse, wake } = makeRounds([]);
  await elapse();
  wake();
  expect(waits.at(-1)).toBe(10_000);
  await elapse();
  expect(made()).toBe(2);
});

test('a wake in the middle of a round does not begin a second one', async () => {
  const { waits, made, elapse, wake } = makeRounds([]);
  const running = elapse();
  wake();
  await running;
  expect([made(), waits.length]).toEqual([1, 2]);
});

test('a bug in one round is told, and the next one comes', async () => {
  const { bugs, waits, made, elapse } = makeRounds([new Error('a bug')]);
  await elapse();
  expect([bugs.length, waits.at(-1)]).toEqual([1, 15 * MINUTE]);
  await elapse();
  expect(made()).toBe(2);
});
