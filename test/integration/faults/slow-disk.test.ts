/** A disk that takes thirty milliseconds for every fsync: whatever was acknowledged is on it, and nobody is kept out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import { mayTrace, straceWords } from '../../support/strace.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const SLOW = 'fsync,fdatasync';
let home: ThrowAwayHome;
let traced: Running;
beforeAll(async () => {
  home = await makeThrowAwayHome();
});
afterAll(async () => {
  await traced?.stop();
  await home.remove();
});

const statusOf = async ({ identity }: SoftDevice) => {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity });
  return result.kind === 'answer' ? result.status : result.reason;
};

describe.runIf(mayTrace())('a slow disk', () => {
  it('keeps nobody out, and loses nothing that was acknowledged when the home is killed right after', async () => {
    const command = [process.execPath, LATCHKEY, 'up', '--dir', home.dir, '--json'];
    const delay = ['-e', `inject=${SLOW}:delay_enter=30000`];
    traced = startProgram({ file: 'strace', args: [...straceWords(SLOW, '/dev/null'), ...delay, ...command] });
    const { pid } = JSON.parse(await traced.nextLine());
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    const dave = await enrolSoftDevice(place, (await home.invite('Dave')).code);
    const codes = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => home.invite(name)));

    let done = false;
    const enrolling = Promise.all(codes.map(({ code }) => enrolSoftDevice(place, code))).finally(() => {
      done = true;
    });
    const seen = new Set<number | string>();
    while (!done) seen.add(await statusOf(dave));
    const devices = await enrolling;
    expect([...seen]).toEqual([200]);
    const [out] = devices;
    expect(await latchkey(['shut-out', out?.reply.device.id ?? '', '--dir', home.dir])).toMatchObject({ code: 0 });
    process.kill(pid, 'SIGKILL');

    // HAProxy and Caddy go on, traced, until the next start ends them.
    await home.up();
    await traced.exited();
    const known = await latchkeyJson<{ devices: { id: string; state: string }[] }>(['devices', '--dir', home.dir]);
    const states = new Map(known.devices.map(({ id, state }) => [id, state]));
    const expected = [dave, ...devices].map((device) => (device === out ? 'shut-out' : 'active'));
    expect([dave, ...devices].map(({ reply }) => states.get(reply.device.id))).toEqual(expected);
    expect(await Promise.all([dave, ...devices].map(statusOf))).toEqual(
      expected.map((state) => (state === 'active' ? 200 : 403)),
    );
  });
});
