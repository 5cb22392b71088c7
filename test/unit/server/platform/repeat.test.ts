import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeat } from '../../../../server/platform/repeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is repeated', () => {
  it('begins after a pause, and each time a pause after the end of the one before', async () => {
    const times: number[] = [];
    const from = Date.now();
    const repeating = repeat(
      100,
      async () => {
        times.push(Date.now() - from);
        await new Promise((resolve) => setTimeout(resolve, 30));
      },
      () => undefined,
    );
    await vi.advanceTimersByTimeAsync(400);
    expect(times).toEqual([100, 230, 360]);
    await repeating.stop();
  });

  it('begins at once when it is to', async () => {
    const work = vi.fn(async () => undefined);
    const repeating = repeat(100, work, () => undefined, { immediately: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(work).toHaveBeenCalledTimes(2);
    await repeating.stop();
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('is tried again when it %s', async (_, work: () => Promise<unknown>) => {
    const errors: unknown[] = [];
    const repeating = repeat(100, work, (error) => errors.push(error));
    await vi.advanceTimersByTimeAsync(250);
    expect(errors).toHaveLength(2);
    await repeating.stop();
  });

  it('begins no more once it is stopped, which waits for the one that goes on', async () => {
    let ended = 0;
    const work = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended += 1;
    });
    const repeating = repeat(100, work, () => undefined);
    await vi.advanceTimersByTimeAsync(110);
    const stopped = repeating.stop().then(() => expect(ended).toBe(1));
    await vi.advanceTimersByTimeAsync(500);
    await stopped;
    await repeating.stop();
    expect(work).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
