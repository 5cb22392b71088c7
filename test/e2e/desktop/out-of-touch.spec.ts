/** A home that was out of reach when it mattered: an expired key comes back, a leaving is told later. */
import { expect } from 'playwright/test';
import { LatchkeyError } from '../../../shared/errors.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { test } from './relative.ts';

let https: HttpsHome;
test.beforeEach(async () => {
  https = await startHttpsHome(await FakeHome.create());
});
test.afterEach(() => https.close());

const LIFE_MS = 4_000;
const SOON = { LATCHKEY_TEST_SOON_MS: '100' };

test('expired in the drawer, within the grace time: comes back by itself', async ({ relative }) => {
  https.home.life = LIFE_MS;
  await (await relative.start()).enrol(https.invite());
  const enrolled = Date.now();
  await relative.close();
  const [before] = https.home.active;
  const expired = before?.fingerprint;
  await expect.poll(() => Date.now() - enrolled, { timeout: 30_000 }).toBeGreaterThan(LIFE_MS);

  https.home.life = 365 * 86_400_000;
  const window = await relative.start({ env: SOON });
  await expect(
    window
      .card()
      .getByText(/renewed on/)
      .first(),
  ).toBeVisible({ timeout: 30_000 });
  expect(await relative.installed()).toEqual(https.home.active.map(({ fingerprint }) => fingerprint));
  expect(https.home.active.map(({ fingerprint }) => fingerprint)).not.toContain(expired);
});

test('removed while the home is away: shown, kept over a restart, and told as soon as it answers', async ({
  relative,
}) => {
  const window = await relative.start();
  await window.enrol(https.invite());
  await window.button('Finish').click();
  https.home.before = () => {
    throw new LatchkeyError('UNAVAILABLE');
  };
  await window.remove();
  await expect(window.page.getByRole('dialog')).toContainText('couldn’t be notified just now');
  expect(await relative.installed()).toEqual([]);

  const next = await relative.start({ env: SOON });
  await expect(next.card()).toContainText('This computer is being removed');
  expect(https.home.active).toHaveLength(1);
  https.home.before = undefined;
  // The computer wakes up; nobody presses anything.
  await relative.app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  await expect(next.invite).toBeVisible({ timeout: 20_000 });
  expect(https.home.active).toHaveLength(0);
});
