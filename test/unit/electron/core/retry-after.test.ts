import { describe, expect, test } from 'vitest';
import { RetryAfter } from '../../../../electron/core/retry-after.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';

const busy = (retryAfter?: number) => new LatchkeyError('UNAVAILABLE', { retryAfter });

function patient(onSleep: (retry: RetryAfter) => void = () => undefined) {
  const slept: number[] = [];
  const told: (number | undefined)[] = [];
  const retry: RetryAfter = new RetryAfter({
    sleep: async (ms) => {
      slept.push(ms / 1000);
      onSleep(retry);
    },
    waiting: (seconds) => told.push(seconds),
  });
  return { retry, slept, told };
}
const none = () => undefined;

describe('a busy home', () => {
  test('is asked again when it said, and its answer counts', async () => {
    const answers = [busy(5), busy(0.2), 'fine'];
    const { retry, slept, told } = patient();
    const work = async () => {
      const answer = answers.shift();
      if (answer instanceof LatchkeyError) throw answer;
      return answer;
    };
    expect(await retry.run(work, none)).toBe('fine');
    expect(slept).toEqual([5, 2]);
    expect(told).toEqual([5, undefined, 2, undefined]);
  });

  test('is asked again for an error that is a result, too', async () => {
    const results = [{ error: busy(1) }, { error: undefined }];
    const { retry, slept } = patient();
    const last = results[1];
    expect(
      await retry.run(
        async () => results.shift(),
        (result) => result?.error,
      ),
    ).toBe(last);
    expect(slept).toEqual([1]);
  });

  test('that is busy for ever is given up within minutes, and not hammered', async () => {
    for (const seconds of [0, 1, 30, 149]) {
      const { retry, slept } = patient();
      await expect(retry.run(() => Promise.reject(busy(seconds)), none)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      const total = slept.reduce((sum, one) => sum + one, 0);
      expect([seconds, total <= 150, slept.length <= 8]).toEqual([seconds, true, true]);
    }
  });

  test.each([
    ['does not say when', busy()],
    ['says much later', busy(151)],
    ['is not what failed', new LatchkeyError('HOME_NOT_REACHED', { retryAfter: 1 })],
    ['said no for good', new LatchkeyError('INVITATION_NOT_VALID', { retryAfter: 1 })],
  ])('is not waited for when it %s', async (_what, error) => {
    const { retry, slept, told } = patient();
    await expect(retry.run(() => Promise.reject(error), none)).rejects.toBe(error);
    expect([slept, told]).toEqual([[], []]);
  });

  test('is not waited for any longer when somebody says so', async () => {
    const { retry, slept, told } = patient((running) => running.stop());
    await expect(retry.run(() => Promise.reject(busy(60)), none)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([slept, told]).toEqual([[60], [60, undefined]]);
    const kept = { error: busy(60) };
    expect(
      await retry.run(
        async () => kept,
        ({ error }) => error,
      ),
    ).toBe(kept);
  });

  test('hides no bug', async () => {
    const { retry } = patient();
    await expect(retry.run(() => Promise.reject(new TypeError('a bug')), none)).rejects.toThrow('a bug');
  });
});
