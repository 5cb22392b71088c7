import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Part, withParts } from '../../../../server/home/parts.ts';

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
    async (start) => {
      for (let i = 0; i < count; i += 1) {
        await start(async () => {
          if (i === fails.start) throw new Error(`start ${i} failed`);
          events.push(`start ${i}`);
          return part(i);
        });
      }
      if (fails.work) throw new Error('work failed');
      return 'done';
    },
    (error) => complaints.push((error as Error).message),
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
        const expected = stops.toSorted((a, b) => b - a).map((i) => `stop ${i} failed`);
        expect(complaints).toEqual(expected);
        expect(outcome).toBe(work ? 'work failed' : (expected[0] ?? 'done'));
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
      async (start) => {
        await start(() => slow('first'));
        await start(() => slow('second'));
      },
      () => undefined,
    );
    expect(events).toEqual(['second stops', 'second stopped', 'first stops', 'first stopped']);
  });
});
