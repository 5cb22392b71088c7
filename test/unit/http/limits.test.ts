import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitsSection } from '../../../server/core/config/sections/limits.ts';
import { Limiter, type Limits } from '../../../server/http/limits.ts';
import { sourceReader } from '../../../server/http/source.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeApi, NO_LIMITS, type TestApi } from './support.ts';

/** What a latchkey.yaml without limits says. */
const DEFAULT_LIMITS: Limits = limitsSection.parse(undefined);

let api: TestApi | undefined;
afterEach(async () => {
  await api?.dispose();
  api = undefined;
});

const WRONG = 'ABCD-EFGH-JKMN';
const device = { name: 'laptop' };

async function statuses(count: number, attempt: (index: number) => Promise<{ statusCode: number }>) {
  return Promise.all(Array.from({ length: count }, async (_, index) => (await attempt(index)).statusCode));
}
const preview = (code: string, from?: string) =>
  api?.post('/v1/invitations/preview', { code }, from) ?? Promise.reject();

const NOBODY_WATCHES = { failed: () => undefined, refused: () => undefined };

describe('with the limits as they come', () => {
  it('lets a family of twenty behind one address enrol at the same minute', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    for (let i = 0; i < 20; i += 1) {
      const { code } = api.home.invitations.invite({ person: `Cousin ${i}` });
      const get = (url: string) => api?.app.inject({ url, headers: { 'x-forwarded-for': '203.0.113.7' } });
      expect((await get('/v1/health'))?.statusCode).toBe(200);
      expect((await preview(code)).statusCode).toBe(200);
      expect((await api.post('/v1/certificates', { code, csr: await makeRequest(), device })).statusCode).toBe(201);
      for (let j = 0; j < 3; j += 1) expect((await get('/v1/whoami'))?.statusCode).toBe(200);
    }
  });

  it('stops a guesser after ten, also when a hundred guesses come at once, and then hides even the right code', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const seen = await statuses(100, () => preview(WRONG));
    expect(seen.filter((status) => status === 403)).toHaveLength(10);
    expect(seen.filter((status) => status === 429)).toHaveLength(90);
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const refused = await preview(code);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(15 * 60);
    expect((await preview(code, '203.0.113.8')).statusCode).toBe(200);
  });

  it('counts a guesser the same whichever address of its /64 it uses, or whichever spelling of its IPv4 one', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const inside = await statuses(30, (i) => preview(WRONG, `2001:db8:1:2:${i}::${i}`));
    expect(inside.filter((status) => status === 403)).toHaveLength(10);
    expect((await preview(WRONG, '2001:db8:1:3::1')).statusCode).toBe(403);
    const spelled = ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109'];
    const mapped = await statuses(30, (i) => preview(WRONG, spelled[i % 3]));
    expect(mapped.filter((status) => status === 403)).toHaveLength(10);
  });

  it('counts guesses at every door together: preview, certificates, leaving', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const csr = await makeRequest();
    const deviceId = '3f2a9c01-7c1e-4b57-9f53-2a6b7d9c0e11';
    for (let i = 0; i < 4; i += 1) expect((await preview(WRONG)).statusCode).toBe(403);
    for (let i = 0; i < 3; i += 1) {
      expect((await api.post('/v1/certificates', { code: WRONG, csr, device })).statusCode).toBe(403);
      expect((await api.post('/v1/leave', { deviceId, renewalSecret: 'A'.repeat(43) })).statusCode).toBe(403);
    }
    expect((await api.post('/v1/leave', { deviceId, renewalSecret: 'A'.repeat(43) })).statusCode).toBe(429);
  });

  it('does not count what is no guess: good codes, bad requests', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    for (let i = 0; i < 15; i += 1) {
      expect((await preview(code)).statusCode).toBe(200);
      expect((await api.post('/v1/certificates', { code, csr: 'no', device })).statusCode).toBe(400);
    }
    expect((await preview(WRONG)).statusCode).toBe(403);
  });

  it('stops a flood of any kind from one source, and nobody else', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const get = (url: string, from: string) =>
      api?.app.inject({ url, headers: { 'x-forwarded-for': from } }) ?? Promise.reject();
    const urls = ['/v1/health', '/nothing', '/i', '/v1/openapi.json'];
    const seen = await statuses(2000, (i) => get(urls[i % urls.length] ?? '/', '203.0.113.7'));
    expect(seen.filter((status) => status !== 429)).toHaveLength(120);
    expect((await get('/v1/health', '203.0.113.8')).statusCode).toBe(200);
  });
});

describe('over all', () => {
  const few: Limits = {
    ...NO_LIMITS,
    failures: { perSource: { points: 10, duration: 60 }, overAll: { points: 25, duration: 60 } },
  };

  it('stops guessers that come from everywhere', async () => {
    api = await makeApi({ limits: few });
    const seen = await statuses(200, (i) => preview(WRONG, `198.51.100.${i}`));
    expect(seen.filter((status) => status === 403)).toHaveLength(25);
  });

  it('remembers no more sources than it has points, however many come', async () => {
    const limiter = new Limiter(
      { ...NO_LIMITS, requests: { perSource: { points: 5, duration: 60 }, overAll: { points: 50, duration: 60 } } },
      NOBODY_WATCHES,
    );
    // Every remembered source has a timer that will forget it: as many timers, as many sources.
    const set = vi.spyOn(globalThis, 'setTimeout');
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    let refused = 0;
    for (let i = 0; i < 5000; i += 1) {
      await limiter.request(`2001:db8:${i.toString(16)}::/64`).catch(() => {
        refused += 1;
      });
    }
    const remembered = set.mock.calls.length - clear.mock.calls.length;
    vi.restoreAllMocks();
    expect(refused).toBe(4950);
    expect(remembered).toBeLessThanOrEqual(51);
  });

  it('is not used up by a source that is over its own', async () => {
    const limiter = new Limiter(
      { ...NO_LIMITS, requests: { perSource: { points: 5, duration: 60 }, overAll: { points: 10, duration: 60 } } },
      NOBODY_WATCHES,
    );
    for (let i = 0; i < 100; i += 1) await limiter.request('flood').catch(() => undefined);
    for (let i = 0; i < 5; i += 1) await expect(limiter.request('other')).resolves.toBeUndefined();
  });

  it('asks nobody to wait for longer than that, whatever the clock does', async () => {
    const limiter = new Limiter(
      { ...NO_LIMITS, requests: { perSource: { points: 1, duration: 60 }, overAll: { points: 10, duration: 60 } } },
      NOBODY_WATCHES,
    );
    await limiter.request('a');
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() - 365 * 86_400_000);
    await expect(limiter.request('a')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: 60 });
    vi.restoreAllMocks();
  });

  it('opens again when the time is over', async () => {
    const limiter = new Limiter(
      { ...NO_LIMITS, requests: { perSource: { points: 1, duration: 1 }, overAll: { points: 10, duration: 1 } } },
      NOBODY_WATCHES,
    );
    await limiter.request('a');
    await expect(limiter.request('a')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: 1 });
    for (let waited = 0; waited < 50; waited += 1) {
      await sleep(100);
      if (
        await limiter.request('a').then(
          () => true,
          () => false,
        )
      )
        return;
    }
    expect.unreachable('it never opened again');
  });
});

it('has one key per household', () => {
  const read = sourceReader(() => []);
  expect(read('2001:db8:1:2:aaaa::1').key).toBe('2001:db8:1:2::/64');
  expect(read('2001:DB8:1:2::').key).toBe('2001:db8:1:2::/64');
  expect(read('fe80::1%eth0').key).toBe('fe80::/64');
  expect(read('198.51.100.1, ::ffff:203.0.113.7').key).toBe('203.0.113.7');
  // Whoever has somebody's IPv4 address inside of an IPv6 one is not that somebody.
  expect(read('::203.0.113.7').key).toBe('::/64');
  expect(read('2002:cb00:7107::1').key).toBe('2002:cb00:7107::/64');
});
