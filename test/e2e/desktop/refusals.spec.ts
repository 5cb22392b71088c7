/** Codes that open nothing, and homes that are not there: told at once, in plain words, and nothing is left behind. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'playwright/test';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { ENROLMENT_HOST, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import type { AppWindow } from './pages/app-window.ts';
import { newRelative, type Relative, requires, test } from './relative.ts';

requires('a real home');

let home: ThrowAwayHome;
/** Nothing of what follows gets anywhere: one start of the app is enough for all. */
let relative: Relative;
let window: AppWindow;
test.beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
  relative = await newRelative();
  window = await relative.start();
});
test.afterAll(async () => {
  await relative?.leave();
  await home?.remove();
});

const madeUpCode = () => codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)));

test('a mistyped code is caught before anybody is asked', async () => {
  const { invite, code } = await home.invite('Dave');
  const wrong = code.replace(/.$/, (last) => (last === '7' ? '8' : '7'));
  await window.invite.fill(invite.replace(code, wrong));
  await window.button('Continue').click();
  await expect(window.page.getByText(/There’s a typo in this code/).first()).toBeVisible();
  await expect(window.alert).toHaveCount(0);
});

test('a made-up code, a used one and an expired one get the same words', async () => {
  const used = await home.invite('Dave');
  const expired = await home.invite('Mary');
  // Waiting for it would take an hour: the registry is told that it was long ago.
  const registry = new DatabaseSync(join(home.dir, 'registry.db'), { timeout: 10_000 });
  registry.prepare('UPDATE invitation SET created_at = 1, expires_at = 2 WHERE id = ?').run(expired.id);
  registry.close();

  // By somebody else's computer: one's own is told in other words.
  await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, used.code);

  const codes = [used.code, expired.code, madeUpCode()];
  for (const code of codes) {
    await window.invite.fill(used.invite.replace(used.code, code));
    await window.button(/Continue|Try again/).click();
    await expect(window.alert).toContainText('This invite doesn’t work');
  }
  expect(await relative.installed()).toEqual([]);
  expect(await relative.log()).not.toContain(used.code);
});

test('a home that is not there is said to be not there, and the same invite works later', async () => {
  const [port = 0] = await freePorts(1);
  const { invite } = await home.invite('Dave');
  await window.invite.fill(invite.replace(`:${home.httpsPort}`, `:${port}`));
  await window.button(/Continue|Try again/).click();
  await expect(window.alert).toContainText('The server isn’t answering');
  await window.invite.fill(invite);
  await window.button(/Continue|Try again/).click();
  await expect(window.button('Set up this computer')).toBeVisible();
});
