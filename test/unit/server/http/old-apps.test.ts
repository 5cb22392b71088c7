import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_HEADER, isOlder, LEAST_APP, readAppVersion } from '../../../../shared/app-version.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeApi, type TestApi } from './support.ts';

const URL = 'https://example.org/Latchkey.dmg';
let api: TestApi;
beforeEach(async () => {
  api = await makeApi({ leastApp: '0.3.0', downloads: { macos: { url: URL, sha256: undefined } } });
});
afterEach(() => api.dispose());

const ask = async (app: string | undefined, url: string, body: object) =>
  api.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...(app === undefined ? {} : { [APP_HEADER]: app }) },
    payload: JSON.stringify(body),
  });
const invite = () => api.home.invitations.invite({ person: 'Dave' }).code;
const preview = (app: string | undefined) => ask(app, '/v1/invitations/preview', { code: invite() });

describe('an app that is too old', () => {
  it('is told so, and where the newest one is for its system', async () => {
    const reply = await preview('0.2.9 macos');
    expect(reply.statusCode).toBe(426);
    expect(reply.json()).toMatchObject({ code: 'APP_TOO_OLD', retryable: false });
    expect(reply.json().detail).toBe(`It is 0.2.9; the home needs 0.3.0. The newest one: ${URL}`);
    expect((await preview('0.2.9 windows')).json().detail).toBe('It is 0.2.9; the home needs 0.3.0.');
    expect((await preview('0.0.1 beos')).json().code).toBe('APP_TOO_OLD');
  });

  it('redeems no code, and renews nothing', async () => {
    const code = invite();
    const request = { code, csr: await makeRequest(), device: { name: 'laptop' } };
    expect((await ask('0.1.5 linux', '/v1/certificates', request)).statusCode).toBe(426);
    const issued = await ask('0.3.0 linux', '/v1/certificates', request);
    expect(issued.statusCode).toBe(201);
    const { device, renewalSecret } = issued.json();
    const renewal = { deviceId: device.id, renewalSecret, csr: await makeRequest() };
    expect((await ask('0.1.5 linux', '/v1/renewals', renewal)).json().code).toBe('APP_TOO_OLD');
    expect((await ask('0.3.0 linux', '/v1/renewals', renewal)).statusCode).toBe(201);
  });

  it('may still ask how it stands, and leave', async () => {
    const old = { [APP_HEADER]: '0.1.5 linux' };
    for (const url of ['/v1/health', '/v1/whoami', '/v1/openapi.json', '/i']) {
      expect((await api.app.inject({ url, headers: old })).statusCode, url).not.toBe(426);
    }
    expect((await ask('0.1.5 linux', '/v1/leave', {})).statusCode).not.toBe(426);
  });

  it('learns nothing of a code from it', async () => {
    const right = await preview('0.1.5 linux');
    const wrong = await ask('0.1.5 linux', '/v1/invitations/preview', { code: 'K7QF-2M9X-4TDW' });
    const of = ({ requestId: _id, ...rest }: Record<string, unknown>) => rest;
    expect(of(wrong.json())).toEqual(of(right.json()));
  });
});

it.each([
  undefined,
  '',
  '0.3.0 linux',
  '0.3.0-beta.1 linux',
  '1.0.0 windows',
  'curl',
  '0.2 linux',
  '0.2.0',
  '0.2.0 a b',
  'x'.repeat(9000),
])('the app of 0.1.0, which says nothing, and whatever else is not too old, goes on: %s', async (app) => {
  expect((await preview(app)).statusCode).toBe(200);
});

it('today nobody is too old', async () => {
  const today = await makeApi();
  const { code } = today.home.invitations.invite({ person: 'Dave' });
  const headers = { 'content-type': 'application/json', [APP_HEADER]: `${LEAST_APP} linux` };
  const payload = JSON.stringify({ code });
  const reply = await today.app.inject({ method: 'POST', url: '/v1/invitations/preview', headers, payload });
  expect(reply.statusCode).toBe(200);
  await today.dispose();
});

it('versions are compared by their numbers', () => {
  for (const [one, other] of [
    ['0.9.9', '0.10.0'],
    ['0.1.9', '0.2.0'],
    ['1.9.9', '2.0.0'],
    ['0.1.0', '0.1.1'],
  ] as const) {
    expect([isOlder(one, other), isOlder(other, one), isOlder(one, one)]).toEqual([true, false, false]);
  }
  expect(readAppVersion('1.2.3-rc.1 macos')).toEqual({ version: '1.2.3', system: 'macos' });
});
