import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ATTEMPTS_WINDOW, Attempts, NAMED_SOURCES } from '../../../../../server/core/audit/attempts.ts';
import { makeApi, NO_LIMITS, type TestApi } from '../../http/support.ts';
import { type FixedClock, fixedClock, makeHome, type TestHome } from '../support.ts';

const ALLOWED = 10;

describe('failed attempts', () => {
  let clock: FixedClock;
  let home: TestHome;
  let attempts: Attempts;
  beforeEach(async () => {
    clock = fixedClock();
    home = await makeHome(clock);
    attempts = new Attempts({ audit: home.audit, clock });
  });
  afterEach(() => home.dispose());

  const entries = () =>
    home.audit.page({ after: 0 }, 1000).map(({ kind, subject, detail }) => [kind, subject, detail?.failures]);

  it('are one entry for each source and window, however many there were', () => {
    for (let i = 0; i < 500; i += 1) attempts.failed('203.0.113.7', 501);
    for (let i = 0; i < 3; i += 1) attempts.failed('2001:db8::/64', ALLOWED);
    expect(entries()).toEqual([]);
    clock.advance(ATTEMPTS_WINDOW);
    attempts.sweep();
    attempts.sweep();
    attempts.failed('203.0.113.7', ALLOWED);
    attempts.flush();
    expect(entries()).toEqual([
      ['attempts-failed', '203.0.113.7', 500],
      ['attempts-failed', '2001:db8::/64', 3],
      ['attempts-failed', '203.0.113.7', 1],
    ]);
  });

  it('are written also when the clock is put back by a year meanwhile', () => {
    attempts.failed('203.0.113.7', ALLOWED);
    clock.advance(-365 * 86_400_000);
    attempts.sweep();
    expect(entries()).toEqual([['attempts-failed', '203.0.113.7', 1]]);
  });

  it('raise the alarm at once, and once, when a source had as many wrong ones as no honest one has', () => {
    for (let i = 0; i < ALLOWED - 1; i += 1) attempts.failed('203.0.113.7', ALLOWED);
    expect(entries()).toEqual([]);
    for (let i = 0; i < 1000; i += 1) attempts.failed('203.0.113.7', ALLOWED);
    for (let i = 0; i < 1000; i += 1) attempts.refused('203.0.113.7');
    expect(entries()).toEqual([['brute-force', '203.0.113.7', ALLOWED]]);
    attempts.flush();
    expect(home.audit.lastOf('attempts-failed')?.detail).toMatchObject({ failures: ALLOWED + 999, refused: 1000 });
  });

  it('raise no alarm about somebody whose turn only did not come because others guess', () => {
    for (let i = 0; i < 100; i += 1) attempts.refused('203.0.113.7');
    expect(entries()).toEqual([]);
  });

  it('from everywhere are one alarm and one more entry: addresses cannot fill the log', () => {
    for (let i = 0; i < 5000; i += 1) attempts.failed(`2001:db8:${i.toString(16)}::/64`, ALLOWED);
    expect(entries()).toEqual([['brute-force-distributed', undefined, undefined]]);
    attempts.flush();
    expect(home.audit.count()).toBe(1 + NAMED_SOURCES + 1);
    expect(home.audit.lastOf('attempts-failed')).toMatchObject({
      subject: 'other addresses',
      detail: { failures: 5000 - NAMED_SOURCES },
    });
  });

  it('raise the alarm when it could not be written the first time', () => {
    let full = true;
    const audit = {
      record: (entry: Parameters<typeof home.audit.record>[0]) => {
        if (full) throw new Error('disk full');
        home.audit.record(entry);
      },
    };
    const counting = new Attempts({ audit, clock });
    for (let i = 1; i < ALLOWED; i += 1) counting.failed('a', ALLOWED);
    expect(() => counting.failed('a', ALLOWED)).toThrow('disk full');
    full = false;
    counting.failed('a', ALLOWED);
    expect(entries()).toEqual([['brute-force', 'a', ALLOWED + 1]]);
  });
});

describe('at the signing API', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await makeApi({
      limits: { ...NO_LIMITS, failures: { ...NO_LIMITS.failures, perSource: { points: 3, duration: 60 } } },
    });
  });
  afterEach(() => api.dispose());

  it('a guesser is one alarm, and who enrols is on record with the address they came from', async () => {
    for (let i = 0; i < 6; i += 1) await api.post('/v1/invitations/preview', { code: '0000-0000-0000' });
    expect(api.home.audit.page({}, 9)).toMatchObject([
      { kind: 'brute-force', actor: 'address:203.0.113.7', outcome: 'refused', detail: { failures: 3 } },
    ]);
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const { makeRequest } = await import('../../ca/requests.ts');
    const body = { code, csr: await makeRequest(), device: { name: 'MacBook', platform: 'macos' } };
    const replies = await Promise.all([
      api.post('/v1/certificates', body, '198.51.100.1'),
      api.post('/v1/certificates', { ...body, csr: await makeRequest() }, '198.51.100.2'),
    ]);
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([201, 403]);
    const winner = replies[0]?.statusCode === 201 ? 1 : 2;
    const enrolled = api.home.audit.page({ kind: 'device-enrolled' }, 9);
    expect(enrolled).toMatchObject([
      { actor: `address:198.51.100.${winner}`, person: 'Dave', detail: { name: 'MacBook' } },
    ]);
    expect(JSON.stringify(api.home.audit.page({}, 99))).not.toContain(code);
  });
});
