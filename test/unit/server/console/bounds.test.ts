import { describe, expect, test } from 'vitest';
import { Once } from '../../../../server/console/handlers/once.ts';
import { Rates } from '../../../../server/console/rates.ts';

describe('rates', () => {
  test('let a burst through, then so many a second, each key by itself', () => {
    const rates = new Rates({ perSecond: 2, burst: 3 });
    const taken = (key: string, at: number) => rates.take(key, at);
    expect([0, 0, 0, 0].map((at) => taken('a', at))).toEqual([true, true, true, false]);
    expect(taken('b', 0)).toBe(true);
    expect([600, 600].map((at) => taken('a', at))).toEqual([true, false]);
    // A clock that goes back gives nothing.
    expect(taken('a', 100)).toBe(false);
  });

  test('remember so many, whoever calls themselves what', () => {
    const rates = new Rates({ perSecond: 1, burst: 1 });
    for (let n = 0; n < 20_000; n += 1) rates.take(`address ${n}`, 0);
    expect(rates.take('address 19999', 0)).toBe(false);
    expect(rates.take('address 0', 0)).toBe(true);
  });
});

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
