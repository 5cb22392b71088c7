/**
 * Codes guessed through the real door, from many addresses at once: all together get so many a second and no more, a
 * relative with the right code gets in meanwhile, nobody who has a key notices, and the admin is told.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import { lengthOf } from '../../support/long-tail.ts';
import { probe } from '../../support/probe.ts';
import { enrolSoftDevice, postJson, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const ADDRESSES = 64;
const SECONDS = lengthOf('guessing from many addresses', 3_000, 10_000) / 1000;
/** Codes looked at in a second, and what may have been saved up. */
const [PER_SECOND, BURST] = [20, 20];

let home: ThrowAwayHome;
let dave: SoftDevice;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
  dave = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, (await home.invite('Dave')).code);
});
afterAll(() => home.remove());

const place = (from: string) => ({ host: ENROLMENT_HOST, port: home.httpsPort, from });
const someCode = () => codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)));

it('many addresses together guess twenty times a second; a relative gets in, keys go on working, the admin is told', async () => {
  const { code } = await home.invite('Nina');
  const statuses: number[] = [];
  const began = performance.now();
  let over = false;
  const guessers = Array.from({ length: ADDRESSES * 2 }, async (_, index) => {
    const from = place(`127.0.7.${(index % ADDRESSES) + 1}`);
    while (!over) {
      const answer = await postJson(from, '/v1/invitations/preview', { code: someCode() }).catch(() => undefined);
      if (answer) statuses.push(answer.status);
    }
  });
  const working = new Set<number | string>();
  while (performance.now() - began < SECONDS * 1000) {
    const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
    working.add(result.kind === 'answer' ? result.status : result.reason);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const asked = performance.now();
  const preview = await postJson(place('127.0.8.1'), '/v1/invitations/preview', { code });
  const nina = await enrolSoftDevice(place('127.0.8.1'), code);
  expect(performance.now() - asked).toBeLessThan(30_000);
  over = true;
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(guessers);

  expect([preview.status, nina.reply.person]).toEqual([200, 'Nina']);
  expect([...working]).toEqual([200]);
  const looked = statuses.filter((status) => status === 403).length;
  expect(looked).toBeGreaterThan(PER_SECOND);
  // Those that were waiting when it was over may have been looked at within the eight seconds that they wait at most.
  expect(looked).toBeLessThanOrEqual(PER_SECOND * (seconds + 10) + BURST);

  const { entries } = await latchkeyJson<{ entries: { kind: string }[] }>(['audit', '--dir', home.dir]);
  expect(entries.filter(({ kind }) => kind === 'brute-force-distributed')).toHaveLength(1);
});
