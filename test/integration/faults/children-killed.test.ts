/**
 * HAProxy and Caddy killed again and again under a running home, and a home that fails where nobody catches: the door is
 * closed meanwhile and never open, whoever may come in comes in again, and nothing is left running.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOf } from '../../../server/stack/process/processes.ts';
import { TIMEOUTS } from '../../../server/stack/process/supervised-child.ts';
import { childrenOf } from '../../support/home-children.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PRELOAD = fileURLToPath(new URL('../../support/crash/throw-when-told.ts', import.meta.url));

let home: ThrowAwayHome;
let up: Running;
let dave: SoftDevice;
let mallory: SoftDevice;

beforeAll(async () => {
  home = await makeThrowAwayHome();
  ({ up } = await home.up());
  const place = { host: ENROLMENT_HOST, port: home.httpsPort };
  dave = await enrolSoftDevice(place, (await home.invite('Dave')).code);
  mallory = await enrolSoftDevice(place, (await home.invite('Mallory')).code);
  expect(await latchkey(['shut-out', mallory.reply.device.id, '--dir', home.dir])).toMatchObject({ code: 0 });
});
afterAll(() => home.remove());

async function statusOf(device?: SoftDevice, from?: string) {
  const place = { port: home.httpsPort, host: hostOf('cloud'), ...(from ? { from } : {}) };
  const result = await probe({ ...place, identity: device?.identity });
  return result.kind === 'answer' ? result.status : 'refused';
}

/** @throws when it does not become true within twenty seconds */
async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) if (await isTrue()) return;
  throw new Error(`not within twenty seconds: ${what}`);
}

const isBack = async () => (await statusOf(dave)) === 200;
const areGone = async (pids: readonly number[]) =>
  (await Promise.all(pids.map(startOf))).every((started) => started === undefined);

/** Knocks without a key, and with one that was shut out, for as long as something goes on. @returns what came of it */
async function strangersDuring(work: () => Promise<void>): Promise<Set<number | string>> {
  const seen = new Set<number | string>();
  let goesOn = true;
  const knocking = (async () => {
    for (; goesOn; await pause(5))
      for (const status of await Promise.all([statusOf(), statusOf(mallory)])) seen.add(status);
  })();
  await work().finally(() => {
    goesOn = false;
  });
  await knocking;
  return seen;
}

describe('HAProxy and Caddy, killed in a loop', () => {
  it('let no stranger in and come back; killed once too often, the home ends and leaves nothing running', async () => {
    const killed: number[] = [];
    const killBoth = async () => {
      for (const { pid } of await childrenOf(home.dir)) {
        killed.push(pid);
        process.kill(pid, 'SIGKILL');
      }
    };
    const seen = await strangersDuring(async () => {
      for (let deaths = 1; deaths < TIMEOUTS.quickDeaths; deaths += 1) {
        await killBoth();
        await until('both are dead', () => areGone(killed));
        await until(`Dave comes in after ${deaths} deaths`, isBack);
        await until('the new ones are recorded', async () =>
          (await childrenOf(home.dir)).every(({ pid }) => !killed.includes(pid)),
        );
      }
      await killBoth();
      expect(await up.exited()).toBe(5);
    });
    expect(up.stderr()).toContain(`${TIMEOUTS.quickDeaths} times in a row`);
    expect(await areGone(killed)).toBe(true);
    expect(new Set(killed).size).toBe(2 * TIMEOUTS.quickDeaths);
    expect(await statusOf(undefined, LAN_SOURCE)).toBe('refused');
    // Mallory was told that she is out, so there was somebody to ask in between.
    expect([...seen].sort()).toEqual([403, 'refused']);

    ({ up } = await home.up());
    expect([await statusOf(dave), await statusOf(mallory)]).toEqual([200, 403]);
  });
});

describe('a home that fails where nobody catches', () => {
  it('takes its door with it, and starts again', async () => {
    await up.stop();
    ({ up } = await home.up(undefined, { NODE_OPTIONS: `--import ${PRELOAD}` }));
    const pids = (await childrenOf(home.dir)).map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    process.kill(up.pid, 'SIGUSR2');
    expect(await up.exited()).toBe(1);
    expect(up.stderr()).toContain('a fault that nobody catches');
    await until('both have ended', () => areGone(pids));
    expect(await statusOf(undefined, LAN_SOURCE)).toBe('refused');

    ({ up } = await home.up());
    expect([await statusOf(dave), await statusOf(mallory)]).toEqual([200, 403]);
  });
});
