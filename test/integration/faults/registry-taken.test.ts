/** registry.db is replaced or deleted under a running home: SQLite would go on with what nobody else sees. */
import { copyFile, rename, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let up: Running;
let dave: SoftDevice;

beforeAll(async () => {
  home = await makeThrowAwayHome();
  ({ up } = await home.up());
  const { code } = await home.invite('Dave');
  dave = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
});
afterAll(() => home.remove());

const statusOfDave = async () => {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
  return result.kind === 'answer' ? result.status : 'nobody answers';
};

describe('a registry that is taken from a running home', () => {
  it('ends the home when it is replaced: whom the new one keeps out, the old one does not let in again', async () => {
    const { registry } = homeLayout(home.dir);
    expect(await statusOfDave()).toBe(200);
    // Everything is in the one file when nobody writes: as somebody would do who puts a copy back.
    await up.stop();
    await copyFile(registry, `${registry}.copy`);
    ({ up } = await home.up());
    await Promise.all(['-wal', '-shm'].map((suffix) => rm(`${registry}${suffix}`, { force: true })));
    await rename(`${registry}.copy`, registry);
    expect(await latchkey(['shut-out', dave.reply.device.id, '--dir', home.dir])).toMatchObject({ code: 0 });

    expect(await up.exited()).toBe(5);
    expect(up.stderr()).toContain('REGISTRY_REPLACED');
    expect(up.stderr()).toContain(`${registry} is another file than it was`);
    expect(await statusOfDave()).toBe('nobody answers');
    ({ up } = await home.up());
    expect(await statusOfDave()).toBe(403);
  });

  it('ends the home when it is deleted, and says what to do', async () => {
    const { registry } = homeLayout(home.dir);
    await rm(registry);
    const invited = await latchkey(['invite', 'Late', '--dir', home.dir]);
    expect(invited).toMatchObject({ code: 4, stdout: '' });
    expect(await up.exited()).toBe(5);
    expect(up.stderr()).toContain(`${registry} is gone`);
    expect(await latchkey(['up', '--dir', home.dir])).toMatchObject({ code: 4 });
  });
});
