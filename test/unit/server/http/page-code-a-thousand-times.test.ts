/** One code that is tried in the page over and over: by other keys, and among wrong codes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countOf } from '../../../support/long-tail.ts';
import { makeSoftKey } from '../../../support/soft-device.ts';
import { makeApi, type TestApi } from './support.ts';

const TRIES = countOf('tries of one code in the page', 100, 1000);

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api?.dispose());

it('makes one device and one certificate, however many keys come with it', { timeout: 120_000 }, async () => {
  const { code } = api.home.invitations.invite({ person: 'Dave' });
  const device = { name: 'Pixel', platform: 'other', origin: 'page' };
  const requests = await Promise.all(
    Array.from({ length: TRIES }, async () => ({ code, csr: (await makeSoftKey()).csr, device })),
  );
  const replies = await Promise.all(requests.map((request) => api.post('/v1/certificates', request)));
  const won = replies.findIndex(({ statusCode }) => statusCode === 201);
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
  // The others hear one thing, but for the number of their request.
  const said = replies
    .filter(({ statusCode }) => statusCode !== 201)
    .map((reply) => ({ ...reply.json(), requestId: '' }));
  expect(new Set(said.map((problem) => JSON.stringify(problem))).size).toBe(1);
  expect(said[0]).toMatchObject({ status: 403, code: 'INVITATION_NOT_VALID' });
  expect(api.home.registry.devices()).toHaveLength(1);
  expect(await api.home.activeSet.list()).toHaveLength(1);
  // The one whose key it was gets the same again, as often as it asks.
  const again = await api.post('/v1/certificates', requests[won]);
  expect(again.json().fingerprint).toBe(replies[won]?.json().fingerprint);
});
