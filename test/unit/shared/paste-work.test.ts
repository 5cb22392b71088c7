/** What looking for an invite costs, in proportion: no text is looked through again from each of its places. */
import { describe, expect, it } from 'vitest';
import { findInvites } from '../../../shared/paste/find.ts';

describe('work', () => {
  /** The quickest of some runs: what else the machine does only adds. */
  const quickest = (text: string) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const start = performance.now();
        findInvites(text);
        return performance.now() - start;
      }),
    );

  it('is not done 253 times for each sign: emoji cost little more than letters', () => {
    const signs = quickest('\u{1F600}'.repeat(10_000));
    const letters = quickest('\u6F22'.repeat(20_000));
    expect(signs / letters).toBeLessThan(15);
  });
});
