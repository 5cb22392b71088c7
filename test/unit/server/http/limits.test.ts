import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitsSection } from '../../../../server/core/config/sections/limits.ts';
import type { Limits } from '../../../../server/http/limits.ts';
import { sourceReader } from '../../../../server/http/source.ts';
import { certificateReplySchema } from '../../../../shared/api.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeApi, NO_LIMITS, type TestApi } from './support.ts';

/** What a latchkey.yaml without limits says. */
const DEFAULT_LIMITS: Limits = limitsSection.parse(undefined);
const AN_HOUR = { points: 1, duration: 3600 };
/** One turn of each kind, and then none for an hour: whoever still gets an answer did not need one. */
const USED_UP: Limits = {
  requests: { perSource: AN_HOUR, overAll: AN_HOUR },
  failures: { perSource: AN_HOUR, overAll: AN_HOUR },
};

// Whoever waits for a turn waits by this clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

let api: TestApi | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await api?.dispose();
  api = undefined;
});

const STRANGER = '203.0.113.7';
const AT_HOME = '192.168.1.20';
const WRONG = 'ABCD-EFGH-JKMN';
const device = { name: 'laptop' };

/** Lets everything that is ready go on, without any time passing. */
async function idle(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await new Promise(setImmediate);
}

/** Lets so much time pass, in steps in which everybody who is ready goes on. */
async function pass(milliseconds: number): Promise<void> {
  const step = 50;
  for (let passed = 0; passed < milliseconds; passed += step) {
    await vi.advanceTimersByTimeAsync(step);
    await new Promise(setImmediate);
  }
}

/** Lets time pass until it is settled. */
async function patiently<Value>(coming: Promise<Value>): Promise<Value> {
  let over = false;
  const settle = () => {
    over = true;
  };
  coming.then(settle, settle);
  await idle();
  while (!over) await pass(50);
  return coming;
}

const preview = (code: string, from?: string) =>
  api?.post('/v1/invitations/preview', { code }, from) ?? Promise.reject();
const get = (url: string, from = STRANGER, headers: Record<string, string> = {}) =>
  api?.app.inject({ url, headers: { 'x-forwarded-for': from, ...headers } }) ?? Promise.reject();
const statusesOf = async (replies: Promise<{ statusCode: number }>[]) =>
  (await patiently(Promise.all(replies))).map(({ statusCode }) => statusCode);

/** A device that is enrolled already, with the header that Caddy says its certificate by. */
async function enrolled({ home }: TestApi) {
  const { code } = home.invitations.invite({ person: 'Nina' });
  const reply = certificateReplySchema.parse(await home.redeeming.redeem({ code, csr: await makeRequest(), device }));
  const shown = { 'client-cert': `:${new X509Certificate(reply.certificate).raw.toString('base64')}:` };
  return { reply, shown };
}

describe('with the limits as they come', () => {
  it('lets a family of twenty behind one address enrol at the same minute', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    const one = async (api: TestApi, person: string) => {
      const { code } = api.home.invitations.invite({ person });
      const answers = [(await get('/v1/health')).statusCode, (await preview(code)).statusCode];
      answers.push((await api.post('/v1/certificates', { code, csr: await makeRequest(), device })).statusCode);
      for (let j = 0; j < 3; j += 1) answers.push((await get('/v1/whoami')).statusCode);
      return answers.join(' ');
    };
    const { length } = { length: 20 };
    const all = await patiently(Promise.all(Array.from({ length }, (_, i) => one(api as TestApi, `Cousin ${i}`))));
    expect(new Set(all)).toEqual(new Set(['200 200 201 200 200 200']));
  });

  it('ten wrong codes of somebody behind the same address, or any number, keep no relative there out', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    expect(new Set(await statusesOf(Array.from({ length: 40 }, () => preview(WRONG))))).toEqual(new Set([403]));
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    expect((await patiently(preview(code))).statusCode).toBe(200);
    const kept = await patiently(api.post('/v1/certificates', { code, csr: await makeRequest(), device }));
    expect(kept.statusCode).toBe(201);
  });

  it('a thousand guesses at once are looked at one after the other, twenty a second', async () => {
    api = await makeApi({ limits: DEFAULT_LIMITS });
    let looked = 0;
    const guesses = Array.from({ length: 1000 }, (_, i) =>
      preview(WRONG, `2001:db8:0:${i.toString(16)}::1`).then(({ statusCode }) => {
        if (statusCode === 403) looked += 1;
      }),
    );
    await idle();
    await pass(2000);
    await idle();
    // The burst, and two seconds of twenty each.
    expect(looked).toBeGreaterThanOrEqual(20);
    expect(looked).toBeLessThanOrEqual(61);
    const { code } = api.home.invitations.invite({ person: 'Dave' });
    const began = performance.now();
    expect((await patiently(preview(code, '203.0.113.8'))).statusCode).toBe(200);
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(looked).toBeLessThan(500);
    await patiently(Promise.all(guesses));
  });
});

describe('when strangers have used everything up', () => {
  async function usedUp(): Promise<TestApi> {
    const made = await makeApi({ limits: USED_UP });
    api = made;
    await preview(WRONG);
    await get('/v1/health');
    return made;
  }

  it('a guess is refused after a while, the right code looks the same, and it says when to come again', async () => {
    const { home } = await usedUp();
    const { code } = home.invitations.invite({ person: 'Dave' });
    const replies = await patiently(Promise.all([preview(WRONG), preview(code), get('/v1/health')]));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([429, 429, 429]);
    for (const { headers } of replies) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    const [wrong, right] = replies.map((reply) => ({ ...reply.json(), requestId: '' }));
    expect(wrong).toEqual(right);
  });

  it('whoever is at home asks and enrols as ever, and is waited for by nobody outside', async () => {
    const { home, post } = await usedUp();
    for (let i = 0; i < 50; i += 1) expect((await get('/v1/health', AT_HOME)).statusCode).toBe(200);
    const { code } = home.invitations.invite({ person: 'Dave' });
    expect((await preview(code, AT_HOME)).statusCode).toBe(200);
    const reply = await post('/v1/certificates', { code, csr: await makeRequest(), device }, 'fd12:3456:789a::7');
    expect(reply.statusCode).toBe(201);
  });

  it('an active certificate asks, enrols a further device and gives its key back', async () => {
    const made = await usedUp();
    const { reply, shown } = await enrolled(made);
    for (let i = 0; i < 50; i += 1) expect((await get('/v1/whoami', STRANGER, shown)).json().state).toBe('active');
    const left = await made.post('/v1/leave', { deviceId: reply.device.id, renewalSecret: reply.renewalSecret });
    expect(left.statusCode).toBe(200);
    const waiting = await patiently(get('/v1/whoami', STRANGER, shown));
    expect(waiting.statusCode).toBe(429);
  });

  it('what was sent by a web page is not looked at at all', async () => {
    const made = await usedUp();
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', undefined];
    for (const url of ['/v1/invitations/preview', '/v1/certificates', '/.well-known/est/simpleenroll'])
      for (const type of types) {
        const headers = { 'x-forwarded-for': STRANGER, ...(type && { 'content-type': type }) };
        const sent = await made.app.inject({ method: 'POST', url, headers, payload: '{"code":"x"}' });
        expect(sent.statusCode, `${url} ${type}`).toBe(415);
      }
  });

  it('an active certificate goes before all other guessers, and guesses no faster', async () => {
    const made = await makeApi({ limits: { ...NO_LIMITS, failures: { perSource: AN_HOUR, overAll: AN_HOUR } } });
    api = made;
    const { shown } = await enrolled(made);
    const headers = { 'x-forwarded-for': STRANGER, 'content-type': 'application/json', ...shown };
    const guess = () =>
      made.app.inject({ method: 'POST', url: '/v1/invitations/preview', headers, payload: `{"code":"${WRONG}"}` });
    expect(await statusesOf([guess(), guess(), preview(WRONG)])).toEqual([403, 429, 429]);
  });
});

it('knows the household and the network of every address', () => {
  const read = sourceReader(() => []);
  expect(read('2001:db8:1:2:aaaa::1').groups).toEqual(['2001:db8:1::/48', '2001:db8:1::/56', '2001:db8:1:2::/64']);
  expect(read('2001:DB8:1:2::').key).toBe('2001:db8:1:2::/64');
  expect(read('fe80::1%eth0').key).toBe('fe80::/64');
  // Whoever has somebody's IPv4 address inside of an IPv6 one is not that somebody.
  expect(read('::203.0.113.7').key).toBe('::/64');
  expect(read('2002:cb00:7107::1').key).toBe('2002:cb00:7107::/64');
  expect(read('198.51.100.1, ::ffff:203.0.113.7').groups).toEqual(['203.0.113.0/24', '203.0.113.7']);
  expect(read('::ffff:cb00:7109').key).toBe('203.0.113.9');
  expect([read(undefined).groups, read('what').groups]).toEqual([['local'], ['unknown']]);
});
