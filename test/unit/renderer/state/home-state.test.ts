/** One state for each home, and one thing that can help: never one that cannot. */
import { describe, expect, test } from 'vitest';
import { helpFor, homeStateOf, opens } from '../../../../renderer/state/home-state.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import type { HomeView } from '../../../../shared/ipc/views.ts';
import { home, NOW } from '../../../support/renderer/examples.ts';

const now = Date.parse(NOW);
const trouble = (code: ErrorCode, changes: Partial<HomeView> = {}): HomeView => ({
  ...home,
  ...changes,
  renewal: { ...home.renewal, trouble: { since: NOW, failure: { code } } },
});
const expired = { notAfter: '2026-11-01T00:00:00Z' };
const unanswered = { ...home.access, answer: 'none' as const };
const shutOut = { access: { ...home.access, answer: 'shut-out' as const } };

describe('the state of a home', () => {
  test.each<[string, HomeView, string, string | undefined]>([
    ['all is well', home, 'working', undefined],
    ['the access was turned off', { ...home, ...shutOut }, 'turned-off', 'ask-invite'],
    ['so said the renewal', trouble('DEVICE_SHUT_OUT'), 'turned-off', 'ask-invite'],
    ['turned off and expired', { ...home, ...shutOut, ...expired }, 'turned-off', 'ask-invite'],
    ['it is not known any more', trouble('RENEWAL_SECRET_NOT_VALID'), 'not-recognized', 'ask-invite'],
    ['expired a moment ago', { ...home, ...expired }, 'expired', 'renew'],
    ['expired, and the home is away', trouble('HOME_NOT_REACHED', expired), 'expired', 'renew'],
    ['expired for too long', trouble('RENEWAL_TOO_LATE', expired), 'expired-for-good', 'ask-invite'],
    ['it may be another server', trouble('HOME_NOT_TRUSTED'), 'not-trusted', 'ask'],
    ['it claims too much', trouble('HOME_CLAIMS_TOO_MUCH'), 'not-trusted', 'ask'],
    ['the home does not answer', trouble('HOME_NOT_REACHED'), 'not-renewed', 'renew'],
    ['another try changes nothing', trouble('CERTIFICATE_NOT_ACCEPTABLE'), 'not-renewed', 'ask'],
    ['the home needs a newer app', trouble('APP_TOO_OLD'), 'too-old', 'get-newest'],
    ['nobody answered just now', { ...home, access: unanswered }, 'not-reached', undefined],
    ['so it is, and it does not renew', trouble('HOME_NOT_REACHED', { access: unanswered }), 'not-renewed', 'renew'],
    ['nobody answered, and it is expired', { ...home, ...expired, access: unanswered }, 'expired', 'renew'],
    ['so it does, and the key is expired', trouble('APP_TOO_OLD', expired), 'expired', 'get-newest'],
    ['the clock is behind', { ...home, notBefore: '2027-01-01T00:00:00Z' }, 'not-yet', 'clock'],
    ['the clock keeps it from renewing', trouble('CLOCK_WRONG'), 'not-renewed', 'clock'],
    ['no browser has it', { ...home, stores: [] }, 'no-browser', 'ask'],
    [
      'a browser can have it',
      { ...home, stores: [], others: [{ id: 'x', name: 'Firefox' }] },
      'no-browser',
      'add-browser',
    ],
    [
      'the browser cannot take it',
      { ...home, stores: [], skipped: [{ id: 'x', name: 'Firefox', failure: { code: 'KEY_NOT_COPIED' } }] },
      'no-browser',
      'ask',
    ],
    ['it is on its way out', { ...home, state: 'leaving', ...expired }, 'leaving', 'leave'],
  ])('%s', (_what, view, state, help) => {
    expect(homeStateOf(view, false, now)).toBe(state);
    expect(helpFor(homeStateOf(view, false, now), view)).toBe(help);
  });

  test('services are offered only where the key opens them', () => {
    const offered = (view: HomeView) => opens(homeStateOf(view, false, now));
    const open = [home, trouble('HOME_NOT_REACHED'), trouble('APP_TOO_OLD'), { ...home, access: unanswered }];
    expect(open.map(offered)).toEqual(open.map(() => true));
    const closed = [
      { ...home, ...shutOut },
      { ...home, ...expired },
      trouble('HOME_NOT_TRUSTED'),
      { ...home, stores: [] },
    ];
    expect(closed.map(offered)).toEqual(closed.map(() => false));
  });
});
