/** What looking for an invite costs, in proportion: no text is looked through again from each of its places. */
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { findInvites } from '../../../../shared/paste/find.ts';
import { normalisePaste } from '../../../../shared/paste/normalise.ts';

describe('work', () => {
  /** Microseconds of processor time: waiting for others' work is none. */
  const costOf = (text: string, work: (text: string) => unknown = findInvites) => {
    const before = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };

  it('is not done 253 times for each sign: emoji cost little more than letters', () => {
    const [signs, letters] = ['\u{1F600}'.repeat(10_000), '\u6F22'.repeat(20_000)];
    // One right after the other, and the best of some pairs: what else the machine does makes a pair worse.
    const ratios = Array.from({ length: 5 }, () => costOf(signs) / costOf(letters));
    expect(Math.min(...ratios)).toBeLessThan(15);
  });

  it('is not done again from each of many backslashes', () => {
    const [many, few] = ['\\'.repeat(40_000), '\\'.repeat(5000)];
    const ratios = Array.from({ length: 5 }, () => costOf(many, normalisePaste) / costOf(few, normalisePaste));
    expect(Math.min(...ratios)).toBeLessThan(25);
  });
});
