import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LONGEST_WAIT, Turns } from '../../../../server/http/turns.ts';
import { countOf } from '../../../support/long-tail.ts';

const PER_SECOND = 20;
const allowance = () => ({ points: 1200, duration: 60 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const v6 = (network: number, household: number, line: number) => [
  `2001:db8:${network}::/48`,
  `2001:db8:${network}:${household}00::/56`,
  `2001:db8:${network}:${household}${line}::/64`,
];
const v4 = (network: number, address: number) => [`198.51.${network}.0/24`, `198.51.${network}.${address}`];

/** Somebody who asks again as soon as they are answered, for ever, and is always wrong. */
function keepAsking(turns: Turns, groups: readonly string[] | (() => readonly string[])): () => number {
  let had = 0;
  const ask = async () => {
    for (;;) if (await turns.take(typeof groups === 'function' ? groups() : groups)) had += 1;
  };
  void ask();
  return () => had;
}

/** Milliseconds until a turn came. */
async function waited(turns: Turns, groups: readonly string[]): Promise<number> {
  const began = performance.now();
  let turn: unknown;
  const taking = turns.take(groups).then((had) => {
    turn = had ?? 'none';
  });
  while (turn === undefined) await vi.advanceTimersByTimeAsync(10);
  await taking;
  return turn === 'none' ? Number.POSITIVE_INFINITY : performance.now() - began;
}

it('gives as many turns as it is allowed, and no more, whoever asks', async () => {
  const turns = new Turns(allowance);
  const all = Array.from({ length: 300 }, (_, at) => keepAsking(turns, v6(at % 7, at % 5, at)));
  await vi.advanceTimersByTimeAsync(60_000);
  const had = all.reduce((sum, each) => sum + each(), 0);
  expect(had).toBeLessThanOrEqual(1200 + PER_SECOND + 1);
  expect(had).toBeGreaterThan(1100);
});

const STRANGERS: Record<string, (at: number) => readonly string[] | (() => readonly string[])> = {
  'one /48, each time from another /64': () => {
    let line = 0;
    return () => {
      line += 1;
      return v6(1, line % 256, line);
    };
  },
  '64 scattered addresses': (at) => v4(at % 64, 7),
  'one address': () => v4(9, 9),
};

it.each(Object.entries(STRANGERS))('%s at full speed: a newcomer has the next turn', async (_name, strangers) => {
  const turns = new Turns(allowance);
  for (let at = 0; at < 640; at += 1) keepAsking(turns, strangers(at));
  await vi.advanceTimersByTimeAsync(20_000);
  for (const newcomer of [v4(200, 1), v6(200, 1, 1)]) {
    expect(await waited(turns, newcomer)).toBeLessThan(200);
    // And everything after it in one round of the others.
    for (let more = 0; more < 3; more += 1) expect(await waited(turns, newcomer)).toBeLessThan(5000);
  }
});

it('goes on to a neighbour of theirs, in the same /48 or the same /24', async () => {
  const turns = new Turns(allowance);
  for (let at = 0; at < 300; at += 1) keepAsking(turns, v6(1, at % 256, at));
  for (let at = 0; at < 64; at += 1) keepAsking(turns, v4(5, at));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await waited(turns, v6(1, 300, 1))).toBeLessThan(1000);
  expect(await waited(turns, v4(5, 200))).toBeLessThan(1000);
});

it('takes nothing of who gives it back: they are as new as before', async () => {
  const turns = new Turns(allowance);
  for (let at = 0; at < 64; at += 1) keepAsking(turns, v4(at, 7));
  await vi.advanceTimersByTimeAsync(10_000);
  const groups = v4(200, 1);
  for (let times = 0; times < 40; times += 1) {
    const began = performance.now();
    const taking = turns.take(groups);
    await vi.advanceTimersByTimeAsync(60);
    const turn = await taking;
    turn?.giveBack();
    expect(performance.now() - began).toBeLessThan(100);
  }
});

it('says that there was none after eight seconds, and forgets who has gone at once', async () => {
  const turns = new Turns(() => ({ points: 1, duration: 3600 }));
  expect(await turns.take(['a'])).toBeDefined();
  const late = turns.take(['a']);
  await vi.advanceTimersByTimeAsync(LONGEST_WAIT);
  expect(await late).toBeUndefined();
  const gone = new AbortController();
  const leaving = turns.take(['a'], gone.signal);
  gone.abort();
  expect(await leaving).toBeUndefined();
  expect(await turns.take(['a'], gone.signal)).toBeUndefined();
  expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
});

it('remembers no more groups than it says, however many come', async () => {
  const turns = new Turns(() => ({ points: 1e6, duration: 1 }));
  const spy = vi.spyOn(Map.prototype, 'set');
  for (let at = 0; at < 25_000; at += 1) {
    void turns.take([`${at}`]);
    if (at % 20 === 0) await vi.advanceTimersByTimeAsync(1);
  }
  const sizes = spy.mock.contexts.map((map) => (map instanceof Map ? map.size : 0));
  spy.mockRestore();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20_001);
});

it('whatever strangers do before, the first turn of a network that nobody knows comes within a second', async () => {
  const stranger = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 255 })).map(([a, b]) => v4(a, b)),
    fc.tuple(fc.constant(1), fc.integer({ min: 0, max: 255 }), fc.nat(999)).map(([a, b, c]) => v6(a, b, c)),
  );
  const events = fc.array(
    fc.record({ who: stranger, times: fc.integer({ min: 1, max: 30 }), pause: fc.integer({ min: 0, max: 5000 }) }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(events, async (sequence) => {
      const turns = new Turns(allowance);
      const known = new Set<string>();
      for (const { who, times, pause } of sequence) {
        for (let at = 0; at < times; at += 1) void turns.take(who);
        // Whoever is to be overtaken has had a turn; those who are as new are served in the order in which they came.
        known.add(who[0] ?? '');
        await vi.advanceTimersByTimeAsync(pause);
      }
      const most = (known.size + 1) * (1000 / PER_SECOND) + 100;
      expect(await waited(turns, v4(200, 1))).toBeLessThanOrEqual(Math.min(most, 30_000));
      await vi.advanceTimersByTimeAsync(LONGEST_WAIT);
    }),
    { numRuns: countOf('random crowds', 20, 200) },
  );
});
