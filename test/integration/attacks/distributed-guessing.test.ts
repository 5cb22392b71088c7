/**
 * Codes guessed through the real door, from many addresses at once: each has its own allowance, all have one together,
 * the right code is no hint meanwhile, and nobody who has a key notices. The numbers are smaller than the real ones.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import { knock } from '../../support/door.ts';
import { enrolSoftDevice, postJson, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const ADDRESSES = 30;
const PER_SOURCE = 5;
const OVER_ALL = 60;

let home: ThrowAwayHome;
let dave: SoftDevice;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  const { config } = homeLayout(home.dir);
  const limits = `limits:\n  failures: { per-source: ${PER_SOURCE}/15m, over-all: ${OVER_ALL}/15m }\n`;
  await writeFile(config, `${await readFile(config, 'utf8')}\n${limits}`);
  await home.up();
  dave = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, (await home.invite('Dave')).code);
});
afterAll(() => home.remove());

const guessFrom = (from: string, code = codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)))) =>
  postJson({ host: ENROLMENT_HOST, port: home.httpsPort, from }, '/v1/invitations/preview', { code });

it('many addresses together are stopped as one; keys go on working, and the admin is told', async () => {
  const { code } = await home.invite('Nina');
  const statuses: number[] = [];
  const working = new Set<number | string>();
  for (let turn = 0; turn < PER_SOURCE + 1; turn += 1) {
    const guesses = Array.from({ length: ADDRESSES }, (_, index) => guessFrom(`127.0.7.${index + 1}`));
    const cloud = knock({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
    statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
    const result = await cloud;
    working.add(result.kind === 'answer' ? result.status : result.reason);
  }
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  expect([count(403), count(429), statuses.length]).toEqual([OVER_ALL, statuses.length - OVER_ALL, ADDRESSES * 6]);
  expect([...working]).toEqual([200]);
  // The right one looks like a wrong one to whoever is stopped, wherever it comes from.
  const [right, wrong] = [await guessFrom('127.0.8.1', code), await guessFrom('127.0.8.2')];
  expect([right.status, wrong.status]).toEqual([429, 429]);
  expect(Object.keys(Object(right.body)).sort()).toEqual(Object.keys(Object(wrong.body)).sort());

  const { entries } = await latchkeyJson<{ entries: { kind: string }[] }>(['audit', '--dir', home.dir]);
  expect(entries.filter(({ kind }) => kind === 'brute-force-distributed')).toHaveLength(1);
});
