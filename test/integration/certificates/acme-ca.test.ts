/** The CA that the other tests here ask: it says no, goes and comes back as they have it do. */
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AcmeCa, problem, startAcmeCa } from '../../support/acme/ca.ts';

let acme: AcmeCa;
beforeAll(async () => {
  acme = await startAcmeCa();
});
afterAll(() => acme.stop());

async function directory(): Promise<{ status: number | undefined; body: Record<string, string> }> {
  const ca = await readFile(acme.rootFile);
  return new Promise((resolve, reject) => {
    get(acme.directory, { ca, agent: false }, async (response) => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) });
    }).on('error', reject);
  });
}

test('its directory leads through the place where a test stands, and nowhere else', async () => {
  const { origin } = new URL(acme.directory);
  const { body } = await directory();
  expect([body.newOrder, body.newAccount, body.newNonce].map((url) => new URL(url ?? '').origin)).toEqual([
    origin,
    origin,
    origin,
  ]);
  expect(await acme.issuer()).toContain('BEGIN CERTIFICATE');
});

test('says no, is away, and comes back', async () => {
  acme.answer((_method, path) => (path === '/dir' ? problem('rateLimited', 429, 'too many') : undefined));
  expect(await directory()).toMatchObject({ status: 429, body: { detail: 'too many' } });
  acme.answer(undefined);
  await acme.goAway();
  await expect(directory()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await acme.comeBack();
  expect((await directory()).status).toBe(200);
});
