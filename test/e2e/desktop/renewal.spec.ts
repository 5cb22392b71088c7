/** A key that stays fresh without anyone noticing, at a real home: HAProxy, Caddy, the signing API; a real store. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { httpsHomeApi } from '../../../electron/adapters/home/https-home-api.ts';
import { type EnrolmentRecord, enrolmentRecordSchema } from '../../../electron/core/enrolment-record.ts';
import { WebCryptoKeys } from '../../../shared/keys/webcrypto-keys.ts';
import { APP_FOLDER } from '../../support/built-app.ts';
import { RemoteVault } from '../../support/client/remote-vault.ts';
import { recordsOf } from '../../support/desktop/person.ts';
import { launchApp } from '../../support/electron-host/launch.ts';
import { further } from '../../support/long-tail.ts';
import { makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import { type Relative, requires, test } from './relative.ts';

requires('a real home');

let home: ThrowAwayHome;
test.beforeAll(async () => {
  home = await makeThrowAwayHome();
  const file = join(home.dir, 'latchkey.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/certificate-days: \d+/, 'certificate-days: 1'));
  await home.up();
});
test.afterAll(() => home.remove());

/** Two thirds of a day and an hour: not enough to distrust this computer's clock, enough to be due. */
const LATER = { LATCHKEY_TEST_CLOCK_AHEAD_MS: String(17 * 3_600_000), LATCHKEY_TEST_SOON_MS: '100' };
const RENEWED = /renewed on .* Restart your browser when convenient/;

async function enrolled(relative: Relative): Promise<string> {
  const window = await relative.start();
  await window.enrol((await home.invite('Dave')).invite);
  await relative.close();
  const [fingerprint = ''] = await relative.installed();
  return fingerprint;
}

async function recordOf({ person }: Relative): Promise<EnrolmentRecord> {
  const folder = recordsOf(person);
  const [name = ''] = await readdir(folder);
  return enrolmentRecordSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
}

/** Within seconds, for the window says that the key was renewed before what is left of the old one has been cleared away. */
async function expectOneOther(relative: Relative, before: string): Promise<void> {
  await expect(async () => {
    const { fingerprint, next, retired } = await recordOf(relative);
    expect(await relative.installed()).toEqual([fingerprint]);
    expect([fingerprint === before, next, retired]).toEqual([false, undefined, undefined]);
  }).toPass({ timeout: 10_000 });
}

test('at two thirds of its life: renewed by itself, and the new one opens every door', async ({ relative }) => {
  const before = await enrolled(relative);
  const window = await relative.start({ env: LATER });
  await expect(window.card().getByText(RENEWED)).toBeVisible({ timeout: 15_000 });
  await expectOneOther(relative, before);
  await window.button('Test access').click();
  await window.access.expectVerdict('Everything works');
});

further(test)(
  'cut off between the home’s yes and this computer’s notes: the next start ends with one key',
  async ({ relative }) => {
    const before = await enrolled(relative);
    await relative.start({ env: LATER, killAt: 'next-confirmed' });
    await relative.ended();
    expect(await relative.installed()).toHaveLength(2);
    const window = await relative.start({ env: LATER });
    await expect(window.card().getByText(RENEWED)).toBeVisible({ timeout: 15_000 });
    await expectOneOther(relative, before);
  },
);

test('with the app closed: the background start renews and ends, without a window', async ({ relative }) => {
  const before = await enrolled(relative);
  const env = { ...relative.person.env, ...LATER };
  const app = await launchApp({ appDir: APP_FOLDER, env, args: ['--renew'] });
  const child = app.electron.process();
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  expect(child.exitCode, app.said()).toBe(0);
  await app.close();
  await expectOneOther(relative, before);
});

test('a stolen secret that was used: shut out, and told in plain words', async ({ relative }) => {
  await enrolled(relative);
  const { id, place, device } = await recordOf(relative);
  const vault = new RemoteVault(relative.person.env);
  const renewalSecret = (await vault.get(`renewal/${id}`)) ?? '';
  await vault.close();
  const keys = new WebCryptoKeys(crypto);
  const api = httpsHomeApi('0.1.0 linux').at(place);
  const csr = await keys.request(await keys.generate());
  const stolen = await api.call('renewCertificate', { deviceId: device.id, renewalSecret, csr });
  await api.call('confirmRenewal', { deviceId: device.id, renewalSecret: stolen.renewalSecret });

  const window = await relative.start({ env: LATER });
  await expect(window.card()).toContainText('Example Home has turned off access for this computer', {
    timeout: 15_000,
  });
  await expect(window.card().getByRole('button', { name: 'I have a new invite' })).toBeVisible();
  const thief = api.call('renewCertificate', { deviceId: device.id, renewalSecret: stolen.renewalSecret, csr });
  await expect(thief).rejects.toMatchObject({ code: 'RENEWAL_SECRET_NOT_VALID' });
});
