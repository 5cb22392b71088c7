/** What version 0.1.0 left behind opens, works and renews under today's; what a later version wrote is refused in words. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateReplySchema, ROUTES } from '../../../shared/api.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { type Identity, probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { makeSoftKey, postJson } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, HAND_WRITTEN, hostOf, latchkey, latchkeyJson } from '../../support/throw-away-home.ts';
import { type OldHome, unpackOldHome } from '../../support/version-0.1.0.ts';

let old: OldHome;
let up: Running | undefined;
let dave: Person;

const start = async () => {
  up = startProgram({ file: process.execPath, args: [LATCHKEY, 'up', '--dir', old.dir, '--json'] });
  await up.nextLine();
};
const json = <Result>(...words: string[]) => latchkeyJson<Result>([...words, '--dir', old.dir]);
const client = async (...words: string[]) => {
  const { stdout, stderr } = await runClient(dave, [...words, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { homes: Record<string, unknown>[] };
};
const ask = (host: string, identity?: Identity) =>
  probe({ port: old.httpsPort, host: hostOf(host), ...(identity && { identity }) });

beforeAll(async () => {
  [old, dave] = await Promise.all([unpackOldHome(), newPerson()]);
  await old.moveIn(dave);
}, 60_000);
afterAll(async () => {
  await up?.stop();
  await Promise.all([dave?.leave(), old?.remove()]);
}, 60_000);

test('the latchkey.yaml of then is valid, and its home starts', async () => {
  expect(await latchkey(['config', 'check', '--dir', old.dir])).toMatchObject({ code: 0 });
  await start();
}, 60_000);

test('people, devices and the audit log are there, and nothing of the log was changed', async () => {
  const { devices } = await json<{ devices: { person: string; state: string }[] }>('devices');
  expect(devices.map(({ person, state }) => `${person} ${state}`).sort()).toEqual([
    'Dave active',
    'Nina active',
    'Sam shut-out',
  ]);
  expect(await json('audit', 'verify')).toMatchObject({ intact: true });
  const { entries } = await json<{ entries: unknown[] }>('audit', '--all');
  expect(entries.length).toBeGreaterThanOrEqual(21);
});

test('who could come in comes in, to everything; who was shut out and who has no key does not', async () => {
  for (const service of ['cloud', 'photos', HAND_WRITTEN])
    expect(await ask(service, old.nina.identity)).toMatchObject({ status: 200 });
  expect(await ask('cloud', old.sam.identity)).toMatchObject({ status: 403 });
  expect(await ask('cloud')).toMatchObject({ kind: 'refused' });
});

test('a device renews with the secret of then', async () => {
  const { key, csr } = await makeSoftKey();
  const place = { host: ENROLMENT_HOST, port: old.httpsPort };
  const { deviceId, renewalSecret } = old.nina;
  const renewed = await postJson(place, ROUTES.renewCertificate.path, { deviceId, renewalSecret, csr });
  const { certificate: cert } = certificateReplySchema.parse(renewed.body);
  expect(await ask('cloud', { cert, key })).toMatchObject({ status: 200 });
});

test("the app of now opens the records of then, its key gets in, and is renewed in the person's browser", async () => {
  expect(await client('homes')).toMatchObject({ homes: [{ person: 'Dave', state: 'enrolled' }] });
  const before = (await client('access')).homes[0]?.fingerprint;
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await client('renew')).toMatchObject({ homes: [{ result: 'renewed' }] });
  const after = (await client('access')).homes[0]?.fingerprint;
  expect(after).not.toBe(before);
}, 120_000);

test('a backup of then is restored, with everybody who is to come in', async () => {
  const dir = `${old.dir}-restored`;
  const words = ['restore', old.backup, '--dir', dir, '--passphrase-file', old.passphrase, '--let-in', 'all'];
  expect(await latchkey(words)).toMatchObject({ code: 0 });
  const { devices } = await latchkeyJson<{ devices: { person: string; state: string }[] }>(['devices', '--dir', dir]);
  expect(
    devices
      .filter(({ state }) => state === 'active')
      .map(({ person }) => person)
      .sort(),
  ).toEqual(['Dave', 'Nina']);
  rmSync(dir, { recursive: true, force: true });
});

test('a registry of a later version is refused in words, and not touched', async () => {
  await up?.stop();
  const path = join(old.dir, 'registry.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  giveHomeAway(old.dir);
  const before = readFileSync(path);
  for (const words of [['up'], ['devices'], ['invite', 'Eve']]) {
    const { code, stderr } = await latchkey([...words, '--dir', old.dir]);
    expect([code !== 0, stderr]).toEqual([true, expect.stringMatching(/newer Latchkey.*\n.*Install the Latchkey/)]);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
}, 60_000);
