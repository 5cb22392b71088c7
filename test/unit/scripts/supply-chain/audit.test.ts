import { describe, expect, test } from 'vitest';
import { judgeAudit, type Reviewed, readReviewed } from '../../../../scripts/supply-chain/audit.ts';

const TODAY = '2026-06-01';
const url = 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc';
const report = {
  vulnerabilities: {
    leaf: { via: [{ name: 'leaf', url, title: 'Prototype pollution' }] },
    trunk: { via: ['leaf'] },
  },
};
const reviewed: Reviewed = { id: 'GHSA-aaaa-bbbb-cccc', package: 'leaf', why: 'a tool', until: '2026-12-31' };

describe('known vulnerabilities', () => {
  test('one that nobody has read fails, once, however many packages it reaches', () => {
    expect(judgeAudit(report, [], TODAY)).toEqual(['leaf GHSA-aaaa-bbbb-cccc: Prototype pollution']);
  });
  test('one that was read passes, until its day', () => {
    expect(judgeAudit(report, [reviewed], TODAY)).toEqual([]);
    expect(judgeAudit(report, [reviewed], '2027-01-01')).toEqual([expect.stringContaining('read again by 2026-12-31')]);
  });
  test('an exception is for one package: another one with the same advisory fails', () => {
    expect(judgeAudit(report, [{ ...reviewed, package: 'other' }], TODAY)).toHaveLength(2);
  });
  test('an exception that is not needed any more fails', () => {
    expect(judgeAudit({ vulnerabilities: {} }, [reviewed], TODAY)).toEqual([expect.stringContaining('take it off')]);
  });
  test('not having been able to ask is no pass', () => {
    expect(() => judgeAudit({}, [], TODAY)).toThrow('no report');
  });
});

test('every exception says why, and when it is to be read again', () => {
  const wrong = readReviewed().filter(
    ({ id, why, until }) => !(/^GHSA(-\w{4}){3}$/.test(id) && why && /^\d{4}-\d\d-\d\d$/.test(until)),
  );
  expect(wrong).toEqual([]);
});
