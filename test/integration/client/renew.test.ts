/** Renewing for real: a keyring, an NSS store, TLS, processes that are killed and processes that meet. */
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enrolmentRecordSchema } from '../../../electron/core/enrolment-record.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { installedFingerprints } from '../../support/client/person-store.ts';
import { RemoteVault } from '../../support/client/remote-vault.ts';
import { type RunOptions, runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';

let person: Person;
let https: HttpsHome;
let home: FakeHome;
let tools: string;

beforeEach(async () => {
  person = await newPerson();
  home = await FakeHome.create();
  https = await startHttpsHome(home);
  // Everything that this system has, but for a browser: then the proof is made with the key in hand.
  tools = join(person.home, 'tools');
  await mkdir(tools);
  const names = (await readdir('/usr/bin')).filter((name) => !/chrom|edge|brave/.test(name));
  await Promise.all(names.map((name) => symlink(join('/usr/bin', name), join(tools, name))));
  // Dated five minutes back and good for one more: due at once.
  home.life = 60_000;
  expect((await client(['enrol', https.invite(), '--json'])).exitCode).toBe(0);
  home.life = 365 * 86_400_000;
});
afterEach(async () => {
  await https.close();
  await person.leave();
});

const client = (args: string[], options: RunOptions = {}) =>
  runClient(person, args, { env: { PATH: tools }, ...options });

async function expectOneCertificateThatOpens(): Promise<void> {
  const folder = join(person.dataHome, 'latchkey/homes');
  const [name = ''] = await readdir(folder);
  const record = enrolmentRecordSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  expect(await installedFingerprints(person)).toEqual([record.fingerprint]);
  expect(home.devices.map(({ fingerprint, next, state }) => [fingerprint, next, state])).toEqual([
    [record.fingerprint, undefined, 'active'],
  ]);
  const vault = new RemoteVault(person.env);
  expect(await vault.list('')).toEqual([`renewal/${record.id}`]);
  await vault.close();
}

test('killed in the vault, at the home, in the store and in the enrolment store, it goes on to one certificate', async () => {
  const before = home.devices[0]?.fingerprint;
  for (const killAt of ['next-key-kept', 'next-received', 'imported', 'secret-rotated'] as const) {
    const { signal, stderr } = await client(['renew', '--if-due'], { killAt });
    expect(signal, `${killAt}: ${stderr}`).toBe('SIGKILL');
  }
  const { exitCode, stdout, stderr } = await client(['renew', '--if-due', '--json']);
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout).homes).toMatchObject([{ result: 'renewed', lagging: [] }]);
  expect(home.devices[0]?.fingerprint).not.toBe(before);
  await expectOneCertificateThatOpens();
});

test('two copies at once renew once', async () => {
  const runs = await Promise.all([client(['renew', '--if-due', '--json']), client(['renew', '--if-due', '--json'])]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const results = runs.map(({ stdout }) => JSON.parse(stdout).homes[0].result).sort();
  expect(results).toEqual(['not-due', 'renewed']);
  expect(home.calls.filter((call) => call === 'renewCertificate')).toHaveLength(1);
  await expectOneCertificateThatOpens();
});
