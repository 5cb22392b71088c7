/**
 * The home's clock jumps while it runs: years ahead and back, and a month back. Keys and codes follow the clock; nobody
 * who was shut out comes in, nothing crashes, and when the time is right again so is the home, with no help.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice, makeSoftKey, redeem, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PRELOAD = fileURLToPath(new URL('../../support/crash/moved-clock.ts', import.meta.url));
const DAY = 86_400_000;

let scratch: string;
let home: ThrowAwayHome;
let up: Running;
let dave: SoftDevice;
let nina: SoftDevice;
const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });
const here = () => ['--dir', home.dir];
const clockFile = () => join(scratch, 'clock');
const moveClock = (days: number) => writeFileSync(clockFile(), String(days * DAY));
const env = () => ({ ...process.env, NODE_OPTIONS: `--import ${PRELOAD}`, LATCHKEY_TEST_CLOCK: clockFile() });
/** An admin at a machine with the same clock. */
const admin = (...words: string[]) => latchkey([...words, ...here(), '--json'], { env: env() });
const invite = async (person: string) => String(JSON.parse((await admin('invite', person)).stdout).code);

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-clocks-'));
  // The home's owner reads the clock too, whom root starts it as.
  chmodSync(scratch, 0o755);
  moveClock(0);
  home = await makeThrowAwayHome();
  ({ up } = await home.up(undefined, env()));
  dave = await enrolSoftDevice(place(), await invite('Dave'));
  nina = await enrolSoftDevice(place(), await invite('Nina'));
});
afterAll(async () => {
  await home.remove();
  rmSync(scratch, { recursive: true, force: true });
});

async function statusOf({ identity }: SoftDevice) {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity });
  return result.kind === 'answer' ? result.status : result.reason;
}

async function untilStatus(device: SoftDevice, wanted: number): Promise<void> {
  const end = performance.now() + 20_000;
  while ((await statusOf(device)) !== wanted) {
    if (performance.now() > end) throw new Error(`not within twenty seconds: ${wanted}`);
    await pause(50);
  }
}

describe('the clock of a running home', () => {
  it('years ahead: keys and codes are over; right again, they are good again, and nobody had to do anything', async () => {
    const code = await invite('Late');
    const key = await makeSoftKey();
    moveClock(1000);
    await untilStatus(dave, 403);
    expect(await redeem(place(), code, key, 'laptop')).toMatchObject({ ok: false, status: 403 });
    expect(JSON.parse((await admin('devices')).stdout)).toMatchObject({
      devices: [{ state: 'expired' }, { state: 'expired' }],
    });
    moveClock(0);
    await untilStatus(dave, 200);
    expect(await redeem(place(), code, key, 'laptop')).toMatchObject({ ok: true });
  });

  it('a month back: who comes in comes in, who is shut out stays out, also when it is right again', async () => {
    moveClock(-30);
    const doctor = await admin('doctor');
    expect(doctor.stdout).toContain('before the home was made');
    const early = await enrolSoftDevice(place(), await invite('Early'));
    expect(await statusOf(early)).toBe(200);
    expect(await admin('shut-out', nina.reply.device.id)).toMatchObject({ code: 0 });
    expect([await statusOf(nina), await statusOf(dave)]).toEqual([403, 200]);
    moveClock(0);
    // Longer than the home takes to look after what is active.
    await pause(3000);
    expect([await statusOf(nina), await statusOf(dave), await statusOf(early)]).toEqual([403, 200, 200]);
  });

  it('leaves an audit log that is whole, and a home that stops and starts', async () => {
    expect(await admin('audit', 'verify')).toMatchObject({ code: 0 });
    expect(await up.stop()).toBe(0);
    expect(up.stderr()).not.toContain('warning: active set');
    ({ up } = await home.up());
    expect([await statusOf(nina), await statusOf(dave)]).toEqual([403, 200]);
  });
});
