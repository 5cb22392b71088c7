/** Homes that are broken or lie, over real HTTPS: nothing of theirs is installed, and the relative is told whom to tell. */
import { readdir } from 'node:fs/promises';
import { expect } from 'playwright/test';
import { newKeys } from '../../support/client/fake-authority.ts';
import { FakeHome, type Twist } from '../../support/client/fake-home.ts';
import { Cut, type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { recordsOf } from '../../support/desktop/person.ts';
import type { AppWindow } from './pages/app-window.ts';
import { type Relative, test } from './relative.ts';

let https: HttpsHome;
test.beforeEach(async () => {
  https = await startHttpsHome(await FakeHome.create());
});
test.afterEach(() => https.close());

const say = async (window: AppWindow, invite: string) => {
  await window.preview(invite);
  await window.sayYes();
};
const nothingKept = async (relative: Relative) => {
  expect(await relative.installed()).toEqual([]);
  expect(await readdir(recordsOf(relative.person)).catch(() => [])).toEqual([]);
};

/** A certificate that is good in everything but that it is for somebody else's key. */
const anotherKey: Twist = async (truth) => {
  const { publicKey } = await newKeys();
  const subject = { CN: truth.person, OU: truth.device.name, O: truth.home.name };
  return { ...truth, certificate: await https.home.authority.issue({ subject, publicKey }) };
};

test('a certificate for another key is not installed', async ({ relative }) => {
  https.home.twist = anotherKey;
  const window = await relative.start();
  await say(window, https.invite());
  await expect(window.heading('The server sent a key that isn’t for this computer')).toBeVisible();
  await nothingKept(relative);
});

test('nonsense instead of a certificate is not installed, and the honest answer later is', async ({ relative }) => {
  https.home.twist = () => ({ certificate: 'trust me', ca: 7 });
  const window = await relative.start();
  await say(window, https.invite());
  await expect(window.heading(/sent something that Latchkey can’t read/)).toBeVisible();
  await nothingKept(relative);

  https.home.twist = undefined;
  await window.button('Try again').click();
  await window.expectDone();
  expect(await relative.installed()).toHaveLength(1);
});

test('a home that dies between the yes and the answer: the same key goes on', async ({ relative }) => {
  https.home.after = (route) => {
    if (route === 'issueCertificate') throw new Cut();
  };
  const window = await relative.start();
  await say(window, https.invite());
  await expect(window.heading('The server isn’t answering')).toBeVisible();
  await expect(window.page.getByText('Your progress is saved.').first()).toBeVisible();

  https.home.after = undefined;
  await window.button('Try again').click();
  await window.expectDone();
  expect(https.home.active).toHaveLength(1);
  expect(await relative.installed()).toEqual(https.home.active.map(({ fingerprint }) => fingerprint));
});

test('somebody else behind the name cannot prove to be the home', async ({ relative }) => {
  const impostor = await startHttpsHome(await FakeHome.create());
  try {
    const window = await relative.start();
    await window.invite.fill(https.invite().replace(`:${https.port}`, `:${impostor.port}`));
    await window.button('Continue').click();
    await expect(window.alert).toContainText('This may be the wrong server');
    expect(impostor.home.calls).toEqual([]);
  } finally {
    await impostor.close();
  }
});
