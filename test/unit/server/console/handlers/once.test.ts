import { describe, expect, test } from 'vitest';
import { Once } from '../../../../../server/console/handlers/once.ts';

describe('what is done once', () => {
  const clock = { at: 0, now: () => clock.at };
  test('gets the same reply for ten minutes, and is done again after a failure', async () => {
    const once = new Once<number>(clock);
    let done = 0;
    const work = async () => (done += 1);
    expect([await once.run('k', 'o', work), await once.run('k', 'o', work), await once.run('l', 'o', work)]).toEqual([
      1, 1, 2,
    ]);
    expect(() => once.run('k', 'another', work)).toThrow(expect.objectContaining({ code: 'REQUEST_NOT_VALID' }));
    await expect(once.run('f', 'o', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await once.run('f', 'o', work)).toBe(3);
    clock.at = 10 * 60_000;
    expect(await once.run('k', 'o', work)).toBe(4);
  });
});
