/** The way that nearly everybody goes, at a real home: HAProxy, Caddy, the signing API; a real store and a real keyring. */
import { expect } from 'playwright/test';
import { APP_FOLDER } from '../../support/built-app.ts';
import { electronExecutable } from '../../support/electron-host/launch.ts';
import { further } from '../../support/long-tail.ts';
import { startProgram } from '../../support/processes.ts';
import { latchkeyJson, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import { answerFor } from './desktop-calls.ts';
import { requires, test } from './relative.ts';

requires('a real home');

let home: ThrowAwayHome;
test.beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
});
test.afterAll(() => home.remove());

interface Devices {
  readonly devices: readonly { readonly name: string; readonly state: string }[];
}
const devices = async () => (await latchkeyJson<Devices>(['devices', '--dir', home.dir])).devices;

test('by link: opened, said yes, tested, looked at, removed', async ({ relative }) => {
  const { link, code } = await home.invite('Grandma Rose', 'Kitchen PC');
  const window = await relative.start({ link });
  await window.preview();
  await expect(window.heading('You’re invited to Example Home')).toBeVisible();
  await expect(window.page.getByRole('textbox', { name: 'Name of this computer' })).toHaveValue('Kitchen PC');

  const paint = (await window.firstPaint()) - relative.startedAt;
  const begun = performance.now();
  await window.sayYes();
  await window.expectDone();
  const installed = performance.now() - begun;
  const measured = `start to first paint ${Math.round(paint)} ms, "yes" to installed ${Math.round(installed)} ms`;
  test.info().annotations.push({ type: 'measured', description: measured });
  process.stderr.write(`measured: ${measured}\n`);
  expect(await relative.installed()).toHaveLength(1);

  await window.button('Test access').click();
  await window.access.expectVerdict('Everything works');
  await window.access.expectRow('cloud', 'Works');
  await window.access.expectRow('photos', 'Works');
  await window.access.expectRow('Someone without a key', 'Kept out, as it should be');

  await window.button('Back').click();
  const opened = await answerFor(relative.app.electron, 'shell.openExternal');
  await window
    .card()
    .getByRole('button', { name: /^cloud/ })
    .click();
  await expect.poll(opened).toEqual([`https://cloud.home.localhost:${home.httpsPort}/`]);

  await window.remove();
  await expect(window.page.getByRole('dialog')).toContainText('Example Home has been notified.');
  expect(await relative.installed()).toEqual([]);
  expect((await devices()).find(({ name }) => name === 'Kitchen PC')?.state).toBe('left');

  const log = await relative.log();
  for (const secret of [code, link, 'Grandma', 'Kitchen']) expect(log).not.toContain(secret);
});

test('a link opened while the app runs is looked at in its window, and starts no second one', async ({ relative }) => {
  const { link } = await home.invite('Dave');
  const window = await relative.start();
  await expect(window.invite).toHaveValue('');
  const second = startProgram({
    file: electronExecutable().path,
    args: ['--remote-debugging-port=0', APP_FOLDER, '--some-switch', link, '--another'],
    env: relative.person.env,
  });
  expect(await second.exited()).toBe(0);
  await expect(window.heading('You’re invited to Example Home')).toBeVisible();
  await window.enrol();
});

further(test)(
  'removed while the home is away: the key is gone here, and the home is told later',
  async ({ relative }) => {
    const other = await makeThrowAwayHome();
    try {
      const { up } = await other.up();
      const window = await relative.start();
      await window.enrol((await other.invite('Mary')).invite);
      await window.button('Finish').click();
      await up.stop();

      await window.remove();
      await expect(window.page.getByRole('dialog')).toContainText('couldn’t be notified just now');
      expect(await relative.installed()).toEqual([]);

      await other.up();
      await relative.start();
      await expect
        .poll(async () => (await latchkeyJson<Devices>(['devices', '--dir', other.dir])).devices[0]?.state)
        .toBe('left');
    } finally {
      await other.remove();
    }
  },
);
