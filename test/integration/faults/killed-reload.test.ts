/**
 * A reload in which `latchkey up` is killed (SIGKILL) before a change of a file: no stranger gets in by what is left, and
 * the next start goes over to the new latchkey.yaml. `npm run attacks` kills before every step.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { childrenOf } from '../../support/home-children.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, FULL } from '../../support/long-tail.ts';
import { probe } from '../../support/probe.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PRELOAD = fileURLToPath(new URL('../../support/crash/kill-at-step.ts', import.meta.url));
const SAMPLE = countOf('steps at which a reload is killed', 2, 1000);
/** In the LAN list after the reload, outside of it before. */
const NEW_NEIGHBOUR = '127.0.3.5';

let scratch: string;
let home: ThrowAwayHome;
let dave: SoftDevice;
let mallory: SoftDevice;
let before: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-killed-reload-'));
  giveHomeAway(scratch);
  home = await makeThrowAwayHome();
  const { up } = await home.up();
  const place = { host: ENROLMENT_HOST, port: home.httpsPort };
  dave = await enrolSoftDevice(place, (await home.invite('Dave')).code);
  mallory = await enrolSoftDevice(place, (await home.invite('Mallory')).code);
  expect(await latchkey(['shut-out', mallory.reply.device.id, '--dir', home.dir])).toMatchObject({ code: 0 });
  await up.stop();
  before = readFileSync(homeLayout(home.dir).config, 'utf8');
});
afterAll(async () => {
  // Should a turn have failed between the kill and the next start.
  for (const { pid } of await childrenOf(home.dir).catch(() => [])) process.kill(pid, 'SIGKILL');
  await home.remove();
  rmSync(scratch, { recursive: true, force: true });
});

async function statusOf(service: string, who: { device?: SoftDevice; from?: string }) {
  const { device, from } = who;
  const place = { port: home.httpsPort, host: hostOf(service), ...(from ? { from } : {}) };
  const result = await probe({ ...place, identity: device?.identity });
  return result.kind === 'answer' ? result.status : 'refused';
}

async function expectStrangersOut(): Promise<void> {
  for (const service of ['cloud', 'photos', 'pictures']) {
    expect(await statusOf(service, {})).not.toBe(200);
    expect(await statusOf(service, { device: mallory })).not.toBe(200);
  }
}

/** One reload with the process killed before that step; zero kills nothing. @returns how many steps there were */
async function reloadUntil(step: number): Promise<{ readonly steps: number; readonly killed: boolean }> {
  writeFileSync(homeLayout(home.dir).config, before);
  const report = join(scratch, `steps-${step}`);
  const { up } = await home.up(undefined, {
    NODE_OPTIONS: `--import ${PRELOAD}`,
    LATCHKEY_TEST_WHEN_TOLD: 'yes',
    LATCHKEY_TEST_KILL_AT: String(step),
    LATCHKEY_TEST_STEPS: report,
  });
  const after = before
    .replace('  - 127.0.1.0/24', '  - 127.0.1.0/24\n  - 127.0.3.0/24')
    .replace('photos:', 'pictures:');
  expect(after.length).toBe(before.length + '\n  - 127.0.3.0/24'.length + 'pictures'.length - 'photos'.length);
  writeFileSync(homeLayout(home.dir).config, after);
  process.kill(up.pid, 'SIGUSR2');
  const { code, stderr } = await latchkey(['reload', '--dir', home.dir]);
  expect(stderr).not.toMatch(/\n\s+at /);
  const killed = code !== 0;
  if (!killed) {
    process.kill(up.pid, 'SIGUSR2');
    for (let tries = 0; tries < 200 && !existsSync(report); tries += 1) await pause(50);
    await up.stop();
    return { steps: Number(readFileSync(report, 'utf8')), killed };
  }
  // Killed at its first steps it has not answered the command at all.
  const words = /It ended while it went over\.|This home is not running\./;
  expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(words) });
  expect(await up.exited()).toBe(128);
  await expectStrangersOut();
  return { steps: step, killed };
}

it('a reload, killed: nobody gets in by what is left, and the next start is the new one', {
  timeout: FULL ? 600_000 : 60_000,
}, async () => {
  const { steps, killed } = await reloadUntil(0);
  expect(killed).toBe(false);
  expect(steps).toBeGreaterThan(3);
  const count = Math.min(SAMPLE, steps);
  let deaths = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const fatal = Math.ceil(((turn + 0.5) * steps) / count);
    if ((await reloadUntil(fatal)).killed) deaths += 1;
    const { up, ready } = await home.up();
    expect(ready.services, `killed before step ${fatal} of ${steps}`).toMatchObject([
      { name: 'cloud' },
      { name: 'pictures' },
    ]);
    expect(await statusOf('pictures', { device: dave })).toBe(200);
    expect(await statusOf('pictures', { from: NEW_NEIGHBOUR })).toBe(200);
    expect(await statusOf('photos', { device: dave })).not.toBe(200);
    await expectStrangersOut();
    expect(await latchkey(['audit', 'verify', '--dir', home.dir])).toMatchObject({ code: 0 });
    await up.stop();
  }
  // What the home does by itself every two seconds is counted too, so that the last steps may never come.
  expect(deaths).toBeGreaterThanOrEqual(Math.ceil(count / 2));
});
