/** The small decisions of the window: what can be done next, how a key stands in time, how amounts are written. */
import { describe, expect, test } from 'vitest';
import type { Screen } from '../../../../renderer/state/model.ts';
import { nextMoves } from '../../../../renderer/state/next-moves.ts';
import { isFine, TONES } from '../../../../renderer/state/outcomes.ts';
import { atFirstTest, atFirstVisit, duringEnrolment } from '../../../../renderer/state/prompt-hints.ts';
import { validityOf } from '../../../../renderer/state/validity.ts';
import { makeFormats } from '../../../../renderer/texts/format.ts';
import { ERRORS, type ErrorCode } from '../../../../shared/errors.ts';
import { ENROLMENT_STEPS } from '../../../../shared/ipc/enrolment-steps.ts';
import { enrolmentEndSchema } from '../../../../shared/ipc/views.ts';
import { isStoreCause, STORE_CAUSES } from '../../../../shared/store-causes.ts';
import { home } from '../../../support/renderer/examples.ts';

test('the steps are those of the contract, in its order', () => {
  const failed = { type: 'failed', failure: { code: 'INTERNAL' }, resumable: false };
  for (const step of ENROLMENT_STEPS) expect(enrolmentEndSchema.parse({ ...failed, step })).toMatchObject({ step });
  expect(enrolmentEndSchema.safeParse({ ...failed, step: 'ended' }).success).toBe(false);
});

describe('after a failure', () => {
  const screenOf = (code: ErrorCode, resumable: boolean): Screen & { name: 'failed' } => ({
    name: 'failed',
    step: 'sign',
    failure: { code },
    resumable,
    run: { way: { type: 'resume', id: home.id }, home: '', promptHints: [], stores: [] },
  });

  test('there is always something to do, whatever failed', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const resumable of [true, false])
        expect(nextMoves(screenOf(code, resumable)).length, code).toBeGreaterThan(0);
    }
  });

  test('nobody is invited to try again with a home that could not prove itself', () => {
    for (const resumable of [true, false]) {
      expect(nextMoves(screenOf('HOME_NOT_TRUSTED', resumable))).not.toContain('again');
    }
  });

  test('a browser that could not take the key is tried again only where that can help', () => {
    for (const [storeCause, again] of Object.entries(STORE_CAUSES)) {
      if (!isStoreCause(storeCause)) throw new Error(storeCause);
      for (const resumable of [true, false]) {
        const screen = screenOf('STORE_FAILED', resumable);
        const moves = nextMoves({ ...screen, failure: { ...screen.failure, storeCause } });
        expect([storeCause, moves.includes('again')]).toEqual([storeCause, again === 'then']);
        expect(moves.length).toBeGreaterThan(0);
      }
    }
    expect(nextMoves(screenOf('STORE_FAILED', true))).toContain('again');
    expect(nextMoves(screenOf('STORE_NOT_SUPPORTED', true))).toEqual(['later']);
  });

  test('a code that is used up leads to the invite, not to another try', () => {
    expect(nextMoves(screenOf('INVITATION_NOT_VALID', false))).toEqual(['invite']);
  });
});

describe('a key in time', () => {
  const at = (time: string) => validityOf(home, Date.parse(time));
  test.each([
    ['2026-11-23T16:54:59Z', 'not-yet'],
    ['2026-11-23T16:55:00Z', 'good'],
    ['2027-07-24T16:59:59Z', 'good'],
    ['2027-07-24T17:00:00Z', 'due'],
    ['2027-11-23T16:59:59Z', 'due'],
    ['2027-11-23T17:00:00Z', 'expired'],
  ])('at %s it is %s', (time, validity) => {
    expect(at(time)).toBe(validity);
  });
});

describe('outcomes', () => {
  test('what is fine is good news, and nothing else is', () => {
    for (const kind of Object.keys(TONES) as (keyof typeof TONES)[]) {
      expect(isFine(kind), kind).toBe(TONES[kind] === 'good');
    }
  });
});

describe('prompt hints come before the prompts', () => {
  test('a keyring and a dialog while the key is made; the picker and the network later', () => {
    const all = ['keychain-dialog', 'keyring-unlock', 'browser-picker', 'local-network'] as const;
    expect(duringEnrolment(all)).toEqual(['keychain-dialog', 'keyring-unlock']);
    expect(atFirstVisit([], 'linux')).toEqual(['browser-picker']);
    expect(atFirstVisit([], 'macos')).toEqual(['keychain-dialog', 'browser-picker']);
    expect(atFirstTest('macos')).toEqual(['local-network']);
    expect(atFirstTest('windows')).toEqual([]);
  });
});

describe('dates and amounts', () => {
  test.each([
    ['en-GB', '23 November 2027', 'Tuesday 23 November at 17:00', '1 year', '2 days', 'A, B and C'],
    ['de', '23. November 2027', 'Dienstag, 23. November um 17:00', '1 Jahr', '2 Tage', 'A, B und C'],
    ['nl', '23 november 2027', 'dinsdag 23 november om 17:00', '1 jaar', '2 dagen', 'A, B en C'],
  ])('in %s', (locale, date, moment, days, span, list) => {
    const formats = makeFormats(locale, 'UTC');
    const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ');
    expect(plain(formats.date('2027-11-23T17:00:00Z'))).toBe(date);
    expect(plain(formats.moment('2027-11-23T17:00:00Z'))).toBe(moment);
    expect(plain(formats.life(365))).toBe(days);
    expect(plain(formats.span(-172_800))).toBe(span);
    expect(formats.list(['A', 'B', 'C'])).toBe(list);
  });
});
