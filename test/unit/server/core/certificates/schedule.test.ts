import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wantedNames } from '../../../../../server/core/certificates/names.ts';
import {
  type FailureKind,
  inThePast,
  nextTry,
  pauseAfter,
  renewalDue,
  type Tries,
} from '../../../../../server/core/certificates/schedule.ts';
import { readTries } from '../../../../../server/core/certificates/tries.ts';
import type { HomeConfig } from '../../../../../server/core/config/home-config.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 1);
const directory = 'https://ca.example/dir';

describe('a certificate is renewed', () => {
  test('when a third of its life is left and not before, however long it lives, and at the same time after a restart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: HOUR, max: 400 * DAY }),
        fc.stringMatching(/^[0-9a-f]{64}$/),
        (life, fingerprint) => {
          const present = { notBefore: NOW, notAfter: NOW + life, fingerprint };
          const due = renewalDue(present);
          expect(due).toBe(renewalDue({ ...present }));
          expect((due - NOW) / life).toBeGreaterThanOrEqual(2 / 3 - 1e-9);
          expect((due - NOW) / life).toBeLessThanOrEqual(2 / 3 + 1 / 60 + 1e-9);
        },
      ),
    );
  });

  test('at different times in different homes', () => {
    const due = (first: string) => renewalDue({ notBefore: 0, notAfter: 90 * DAY, fingerprint: first.repeat(8) });
    expect(due('ffffffff') - due('00000000')).toBe(1.5 * DAY);
  });

  test('at once when there is none, and when latchkey.yaml names another CA', () => {
    const present = { notBefore: NOW, notAfter: NOW + 90 * DAY, fingerprint: '00' };
    expect(nextTry({ present: undefined, tries: { failures: 0 }, directory })).toBe(0);
    expect(nextTry({ present, tries: { failures: 0, directory: 'https://other' }, directory })).toBe(0);
    expect(nextTry({ present, tries: { failures: 0, directory }, directory })).toBe(renewalDue(present));
  });
});

describe('failures', () => {
  const kinds: readonly FailureKind[] = ['not-authorised', 'ca-unreachable', 'dns-not-there', 'other'];

  test.each(kinds)(
    '%s: never more than four tries in an hour, and at least four a day for as long as it goes on',
    (kind) => {
      const times = [0];
      for (let failures = 1; failures < 200; failures += 1)
        times.push((times.at(-1) ?? 0) + pauseAfter(failures, kind));
      for (const from of times)
        expect(times.filter((each) => each >= from && each < from + HOUR).length).toBeLessThan(5);
      const day = times.filter((each) => each > 30 * DAY && each <= 31 * DAY);
      expect(day.length).toBe(4);
    },
  );

  test('not-usable: each try costs one of the five certificates of a week, and one more every 34 hours', () => {
    const times = [0];
    for (let failures = 1; failures < 50; failures += 1)
      times.push((times.at(-1) ?? 0) + pauseAfter(failures, 'not-usable'));
    for (const [at, time] of times.entries()) expect(at).toBeLessThan(5 + time / (34 * HOUR));
  });

  test('a CA that wants to wait is not asked before it says, and for hours when it does not say', () => {
    const failed = (more: object): Tries => ({
      failures: 1,
      failure: { at: NOW, kind: 'rate-limited', reason: '', ...more },
    });
    expect(nextTry({ present: undefined, tries: failed({}), directory })).toBe(NOW + 3 * HOUR);
    expect(nextTry({ present: undefined, tries: failed({ notBefore: NOW + 2 * DAY }), directory })).toBe(NOW + 2 * DAY);
  });

  test('no clock and no CA keeps the home from trying for years', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.nat(30),
        (at, notBefore, failures) => {
          const tries = inThePast(
            { failures, began: at, succeededAt: at, failure: { at, kind: 'rate-limited', reason: '', notBefore } },
            NOW,
          );
          expect(nextTry({ present: undefined, tries, directory })).toBeLessThanOrEqual(NOW + 8 * DAY);
        },
      ),
    );
  });

  test('after a success there is a pause, whatever the dates of the certificate', () => {
    const present = { notBefore: NOW - 20 * DAY, notAfter: NOW - DAY, fingerprint: '00' };
    const tries = { failures: 0, succeededAt: NOW, directory };
    expect(nextTry({ present, tries, directory })).toBe(NOW + 36 * HOUR);
  });

  test('and one that lives for a day, as those of Step CA do, is renewed before it ends', () => {
    const present = { notBefore: NOW, notAfter: NOW + DAY, fingerprint: '00' };
    const tries = { failures: 0, succeededAt: NOW, directory };
    expect(nextTry({ present, tries, directory })).toBe(NOW + 16 * HOUR);
    const expired = { ...present, notBefore: NOW - 20 * DAY, notAfter: NOW - 19 * DAY };
    expect(nextTry({ present: expired, tries, directory })).toBe(NOW + 12 * HOUR);
  });
});

test.each(['', '{', '[]', '{"failures":-1}', '{"failures":"2"}', '{"failures":0,"began":null}', undefined])(
  'what cannot be understood of earlier tries is none: %j',
  (text) => expect(readTries(text)).toEqual({ failures: 0 }),
);

describe('the names', () => {
  const config = (names: readonly string[] = []) =>
    ({ domain: 'example.com', certificates: { kind: 'dns-01', names } }) as unknown as HomeConfig;

  test('are the domain, what is below it, and what is further below', () => {
    const sites = [
      'wiki.example.com',
      'a.b.example.com',
      '*.c.example.com',
      'x.c.example.com',
      'elsewhere.org',
      '{env.X}.example.com',
    ];
    expect(wantedNames(config(), sites)).toEqual([
      'example.com',
      '*.example.com',
      'a.b.example.com',
      '*.c.example.com',
    ]);
  });

  test('and what latchkey.yaml names, each once', () => {
    expect(wantedNames(config(['elsewhere.org', '*.b.example.com', 'example.com']), ['a.b.example.com'])).toEqual([
      'example.com',
      '*.example.com',
      'elsewhere.org',
      '*.b.example.com',
    ]);
  });

  test('and none beside a wildcard that stands for it, which Let’s Encrypt refuses', () => {
    const names = ['cloud.example.com', 'x.elsewhere.org', '*.elsewhere.org', 'elsewhere.org'];
    expect(wantedNames(config(names), ['a.b.example.com', '*.b.example.com'])).toEqual([
      'example.com',
      '*.example.com',
      '*.elsewhere.org',
      'elsewhere.org',
      '*.b.example.com',
    ]);
  });
});
