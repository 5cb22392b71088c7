/** The access test tells apart what can be the matter, at real homes. */
import { expect } from 'playwright/test';
import { fingerprintOf, requestedKey } from '../../support/client/fake-authority.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { Cut, startHttpsHome } from '../../support/client/https-home.ts';
import { further } from '../../support/long-tail.ts';
import { latchkeyJson, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import { type HomeNextDoor, makeHomeNextDoor } from './home-next-door.ts';
import { requires, test } from './relative.ts';

requires('a real home');

let home: ThrowAwayHome;
let nextDoor: HomeNextDoor;
test.beforeAll(async () => {
  [home, nextDoor] = await Promise.all([makeThrowAwayHome(), makeHomeNextDoor()]);
  await home.up();
});
test.afterAll(async () => {
  await home.remove();
  await nextDoor.remove();
});

test('two homes side by side, one from outside and one from within; then shut out of the first', async ({
  relative,
}) => {
  const window = await relative.start();
  await window.enrol((await home.invite('Dave')).invite);
  await window.button('Finish').click();
  await window.button('Add another home').click();
  await window.preview(await nextDoor.invite('Dave'));
  await window.sayYes();
  await window.expectDone(nextDoor.name);

  // Next door everybody on this machine is on the LAN.
  await window.button('Test access').click();
  await window.access.expectVerdict('You’re at home');
  await window.access.expectRow('cloud', 'Works');
  await window.button('Back').click();
  await window.test();
  await window.access.expectVerdict('Everything works');
  await window.button('Back').click();

  const { devices } = await latchkeyJson<{ devices: { id: string; state: string }[] }>(['devices', '--dir', home.dir]);
  const device = devices.find(({ state }) => state === 'active');
  await latchkeyJson(['shut-out', device?.id ?? '', '--dir', home.dir]);
  await window.test();
  await window.access.expectVerdict('Access is turned off for this computer');
  // One cause, said once: that strangers are kept out as well is no news then.
  await expect(window.access.row('Someone without a key')).toHaveCount(0);

  // The report names what the admin needs and nothing that opens anything.
  await window.button(/^Copy a message/).click();
  await expect(window.page.getByText('Copied – paste it into a message').first()).toBeVisible();
  const report = await relative.app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(report).toContain('shut-out');
  expect(report).not.toMatch(/PRIVATE KEY|BEGIN|renewal/);
  await expect.poll(() => relative.installed()).toHaveLength(2);
});

test('a grant taken away and given again: the window says so when it opens, and the test tries what is open', async ({
  relative,
}) => {
  const admin = (...words: string[]) => latchkeyJson([...words, '--dir', home.dir]);
  const tile = (service: string) => window.card().getByRole('button', { name: new RegExp(`^${service}`) });
  let window = await relative.start();
  await window.enrol((await home.invite('Ada')).invite);
  const [key] = await relative.installed();
  await admin('deny', 'Ada', 'photos');

  window = await relative.start();
  await expect(window.card()).toContainText('No longer shared with you: photos.', { timeout: 20_000 });
  await expect(tile('photos')).toHaveCount(0);
  await expect(tile('cloud')).toBeVisible();

  await admin('allow', 'Ada', 'photos');
  await window.test();
  await window.access.expectVerdict('Everything works');
  await window.access.expectRow('photos', 'Works');
  await window.button('Back').click();
  await expect(tile('photos')).toBeVisible();
  await expect(window.card()).not.toContainText('No longer shared with you');
  expect(await relative.installed()).toEqual([key]);
});

further(test)('an expired key is said to be expired', async ({ relative }) => {
  const https = await startHttpsHome(await FakeHome.create('Old Home', 'old.localhost'));
  const { home: old } = https;
  try {
    let until = new Date();
    old.twist = async (truth, csr) => {
      const subject = { CN: truth.person, OU: truth.device.name, O: truth.home.name };
      const publicKey = await requestedKey(csr);
      until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 6_000);
      const certificate = await old.authority.issue({ subject, publicKey, deviceId: truth.device.id, notAfter: until });
      return { ...truth, certificate, fingerprint: fingerprintOf(certificate), notAfter: until.toISOString() };
    };
    const window = await relative.start();
    await window.preview(https.invite());
    await window.sayYes();
    await window.expectDone('Old Home');
    old.before = (route) => {
      if (route === 'whoami') throw new Cut();
    };
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, until.getTime() + 1500 - Date.now())));
    await window.button('Test access').click();
    await window.access.expectVerdict('Your key has expired');
  } finally {
    await https.close();
  }
});
