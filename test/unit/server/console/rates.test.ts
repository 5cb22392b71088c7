import { describe, expect, test } from 'vitest';
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
