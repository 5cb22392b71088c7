import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Part, withParts } from '../../../../server/home/lifecycle.ts';

/** Starts so many parts, and says in order what happened. */
async function runWith(count: number, fails: { start?: number; stops?: readonly number[]; work?: boolean }) {
  const events: string[] = [];
  const complaints: string[] = [];
  const part = (i: number): Part => ({
    stop: async () => {
      await Promise.resolve();
      events.push(`stop ${i}`);
      if (fails.stops?.includes(i)) throw new Error(`stop ${i} failed`);
    },
  });
  const outcome = await withParts(
    Array.from({ length: count }, (_, i) => `part ${i}`),
    async (start) => {
      for (let i = 0; i < count; i += 1) {
        await start(`part ${i}`, async () => {
          if (i === fails.start) throw new Error(`start ${i} failed`);
          events.push(`start ${i}`);
          return part(i);
        });
      }
      if (fails.work) throw new Error('work failed');
      return 'done';
    },
    (error, name) => complaints.push(`${name}: ${(error as Error).message}`),
  ).catch((error: Error) => error.message);
  return { events, complaints, outcome };
}

const started = (count: number) => Array.from({ length: count }, (_, i) => `start ${i}`);
const stopped = (count: number) => Array.from({ length: count }, (_, i) => `stop ${count - 1 - i}`);

describe('parts', () => {
  it.each([0, 1, 2, 3, 4])('whose start number %i fails: those before are stopped in reverse, once', async (at) => {
    const { events, outcome } = await runWith(5, { start: at });
    expect(events).toEqual([...started(at), ...stopped(at)]);
    expect(outcome).toBe(`start ${at} failed`);
  });

  it('are stopped in reverse when the work is over, and when it fails', async () => {
    expect(await runWith(3, {})).toEqual({ events: [...started(3), ...stopped(3)], complaints: [], outcome: 'done' });
    expect((await runWith(3, { work: true })).events).toEqual([...started(3), ...stopped(3)]);
  });

  it('are all stopped though some cannot be; the first reason counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 4 })), fc.boolean(), async (stops, work) => {
        const { events, complaints, outcome } = await runWith(5, { stops, work });
        expect(events).toEqual([...started(5), ...stopped(5)]);
        const failed = stops.toSorted((a, b) => b - a);
        expect(complaints).toEqual(failed.map((i) => `part ${i}: stop ${i} failed`));
        expect(outcome).toBe(work ? 'work failed' : failed.length > 0 ? `stop ${failed[0]} failed` : 'done');
      }),
    );
  });

  it('stop only when the one before has stopped', async () => {
    const events: string[] = [];
    const slow = (name: string): Part => ({
      stop: async () => {
        events.push(`${name} stops`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`${name} stopped`);
      },
    });
    await withParts(
      ['first', 'second'],
      async (start) => {
        await start('first', () => slow('first'));
        await start('second', () => slow('second'));
      },
      () => undefined,
    );
    expect(events).toEqual(['second stops', 'second stopped', 'first stops', 'first stopped']);
  });

  it.each([
    [['second'], 'second starts where first should'],
    [['first', 'first'], 'first starts where second should'],
    [['first', 'second', 'first'], 'first starts where nothing should'],
  ] as const)('start in their order and in no other: %j', async (names, refusal) => {
    const events: string[] = [];
    const work = withParts(
      ['first', 'second'] as const,
      async (start) => {
        for (const name of names) await start(name, () => ({ stop: () => void events.push(name) }));
      },
      () => undefined,
    );
    await expect(work).rejects.toThrow(new TypeError(refusal));
    expect(events).toEqual(names.slice(0, -1).toReversed());
  });
});
