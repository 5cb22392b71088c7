/** Two browsers, one of them behind a password of its own: skipped, put right from the window, and left again. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { runCommand } from '../../../electron/adapters/run-command.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { startHttpsHome } from '../../support/client/https-home.ts';
import { type Relative, requires, test } from './relative.ts';

requires('several browsers’ stores');

const PASSWORD = 'Rose’s own';

/** A Firefox profile as Firefox makes it, with a Primary Password. @returns how many keys it holds */
async function makeFirefox({ person }: Relative): Promise<() => Promise<number>> {
  const profiles = join(person.env.XDG_CONFIG_HOME ?? '', 'mozilla/firefox');
  const folder = join(profiles, 'abc.work');
  const password = join(person.home, 'primary-password');
  await mkdir(folder, { recursive: true });
  await writeFile(join(profiles, 'profiles.ini'), '[Profile0]\nName=work\nIsRelative=1\nPath=abc.work\n');
  await writeFile(password, `${PASSWORD}\n`);
  const certutil = async (...args: string[]) => {
    const where = ['-d', `sql:${folder}`, '-f', password];
    return runCommand({ tool: '/usr/bin/certutil', args: [...args, ...where], env: person.env });
  };
  expect((await certutil('-N')).exitCode).toBe(0);
  return async () => (await certutil('-K')).stdout.match(/^< *\d+>/gm)?.length ?? 0;
}

test('a browser that asks for its password gets the key when it has it, and gives it back', async ({ relative }) => {
  const keysIn = await makeFirefox(relative);
  const https = await startHttpsHome(await FakeHome.create());
  try {
    const window = await relative.start();
    await window.enrol(https.invite());
    await expect(window.page.getByRole('heading', { name: 'A browser doesn’t have your key' })).toBeVisible();
    await window.button('Add my key to Firefox (work)').click();
    const dialog = window.page.getByRole('dialog');
    await dialog.getByLabel('Firefox (work) password').fill('a guess');
    await window.page.keyboard.press('Enter');
    await expect(dialog.getByText('That’s not the password.').first()).toBeVisible();
    expect(await keysIn()).toBe(0);
    await dialog.getByLabel('Firefox (work) password').fill(PASSWORD);
    await window.page.keyboard.press('Enter');
    await expect(window.page.getByRole('dialog', { name: 'Firefox (work) has your key now' })).toBeVisible();
    expect(await keysIn()).toBe(1);
    await window.button('Close').click();
    await window.button('Finish').click();
    await expect(window.card()).toContainText('Firefox (work)');
    await expect(window.page.getByText('doesn’t have your key')).toHaveCount(0);

    await window.remove();
    await expect(dialog).toContainText('Almost removed');
    await dialog.getByLabel('Firefox (work) password').fill(PASSWORD);
    await window.page.keyboard.press('Enter');
    await expect(window.page.getByRole('dialog', { name: 'This computer has been removed' })).toBeVisible();
    expect(await keysIn()).toBe(0);
    expect(await relative.log()).not.toContain(PASSWORD);
  } finally {
    await https.close();
  }
});
