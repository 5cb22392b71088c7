/**
 * The admin's console in a real Chromium, with the key in Nina's own NSS store, through the real HAProxy and Caddy: a Sunday
 * evening, two windows and a command line at once, and every way in which it ends.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type BrowserContext, expect, type Page, test } from 'playwright/test';
import { makeRelative, type Relative } from '../demo/relative.ts';
import { openKeyBrowser, wayFromTheLan } from '../support/chromium-with-key.ts';
import type { Running } from '../support/processes.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  HOME_NAME,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../support/throw-away-home.ts';

test.describe.configure({ mode: 'serial' });

let home: ThrowAwayHome;
let running: Running;
let nina: Relative;
let way: Awaited<ReturnType<typeof wayFromTheLan>>;
let browser: BrowserContext;
let page: Page;
let deviceId: string;
const complaints: string[] = [];

const cli = <Result>(...words: string[]) => latchkeyJson<Result>([...words, '--dir', home.dir]);
const url = (at = '/') => `https://${hostOf('console')}:${home.httpsPort}${at}`;
const stateOf = async () =>
  (await cli<{ devices: { id: string; state: string }[] }>('devices')).devices.find(({ id }) => id === deviceId)?.state;

/** A browser at home of whoever has this environment. */
const openBrowser = (env: Record<string, string>) =>
  openKeyBrowser({
    ...{ env, home: HOME_NAME, args: [way.flag], options: { locale: 'en-GB', reducedMotion: 'reduce' } },
    launch: test.info().project.use.launchOptions ?? {},
  });
/** Nina's page, whose complaints are kept. */
async function newPage(): Promise<Page> {
  const opened = await browser.newPage();
  opened.on('console', (message) => {
    if (!/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  return opened;
}
const press = (name: string, within: Page = page) => within.getByRole('button', { name, exact: true }).click();
const go = (name: string, within: Page = page) => within.getByRole('link', { name, exact: true }).first().click();
const heading = (within: Page = page) => within.getByRole('heading', { level: 1 });

test.beforeAll(async () => {
  [home, nina] = await Promise.all([makeThrowAwayHome(), makeRelative()]);
  running = (await home.up()).up;
  way = await wayFromTheLan(home.httpsPort);
  const { invite } = await home.invite('Nina', 'ThinkPad');
  const { code, stderr } = await nina.enrol(invite);
  expect(code, stderr).toBe(0);
  const dave = await home.invite('Dave', 'MacBook Air');
  const place = { host: ENROLMENT_HOST, port: home.httpsPort };
  deviceId = (await enrolSoftDevice(place, dave.code)).reply.device.id;
  await cli('admin', 'add', 'Nina');
  browser = await openBrowser(nina.person.env);
  page = await newPage();
});

test.afterAll(async () => {
  await browser?.close();
  way?.close();
  await Promise.all([home?.remove(), nina?.leave()]);
});

test('a Sunday evening: an invitation made and taken back, a device shut out and let in again', async () => {
  await page.goto(url());
  await expect(heading()).toHaveText(HOME_NAME);
  await expect(page.getByText('Nina, on ThinkPad')).toBeVisible();

  await go('Invite someone');
  await expect(heading()).toBeFocused();
  await page.getByLabel('Who is it for?').fill('<b>Aunt</b> May');
  await page.getByText('Phone or tablet').click();
  await press('Create the invitation');
  await expect(page.getByText('The invitation for <b>Aunt</b> May is ready')).toBeVisible();
  const code = ((await page.locator('.code').textContent()) ?? '').match(/.{4}/g)?.join('-') ?? '';
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await expect(page.getByRole('img', { name: 'QR code of the invitation’s link' })).toBeVisible();
  await expect(page.getByText(`i#${code}`).first()).toBeVisible();

  await press('Take back');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('was taken back.')).toBeVisible();
  const { invitations } = await cli<{ invitations: { person: string; state: string }[] }>('invites');
  expect(invitations.find(({ person }) => person.includes('Aunt'))?.state).toBe('cancelled');
  // The code is nowhere in the page any more, and was never kept.
  const left = await page.evaluate(
    () => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }),
  );
  expect(left).not.toContain(code);

  await go('Devices');
  await page.getByPlaceholder('Search names and notes').fill('macb');
  await expect(page.getByText('1 device found.')).toBeAttached();
  await page.getByRole('link', { name: /MacBook Air/ }).click();
  await press('Shut out this device');
  await expect(page.getByText('MacBook Air of Dave is shut out.')).toBeVisible();
  expect(await stateOf()).toBe('shut-out');
  await press('Undo');
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await stateOf()).toBe('active');

  await press('Edit: Name');
  await page.getByRole('textbox', { name: 'Name' }).fill('  ');
  await press('Save');
  await expect(page.getByText('Type a name.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('Dave’s Mac');
  await press('Save');
  await expect(heading()).toHaveText('Dave’s Mac');

  await go('Log');
  await expect(page.getByText('MacBook Air of Dave is now called Dave’s Mac')).toBeVisible();
  await expect(page.getByText('by Nina, ThinkPad', { exact: false }).first()).toBeVisible();
});

test('two windows and a command line: each sees what the others do', async () => {
  const other = await browser.newPage();
  await other.goto(url('/#/people/Dave'));
  await expect(other.getByRole('switch', { name: /photos/ })).toBeChecked();
  await page.goto(url('/#/devices'));
  await expect(page.getByText('Dave’s Mac')).toBeVisible();

  await cli('deny', 'Dave', 'photos');
  await expect(other.getByRole('switch', { name: /photos/ })).not.toBeChecked();
  await cli('device', 'rename', deviceId, 'Kitchen Mac');
  await expect(page.getByText('Kitchen Mac')).toBeVisible();
  await expect(other.getByText('Kitchen Mac')).toBeVisible();

  await other.getByText('photos', { exact: true }).first().click();
  await expect(other.getByRole('switch', { name: /photos/ })).toBeChecked();
  const { access } = await cli<{ access: { services: { name: string; open: boolean }[] }[] }>('access', 'Dave');
  expect(JSON.stringify(access)).toContain('photos');
  await other.close();
});

test('by keyboard alone: past the links, to a page, into a dialog and out of it', async () => {
  await page.goto(url('/#/people/Dave'));
  await page.reload();
  await expect(page.getByRole('switch').first()).toBeVisible();
  await page.locator('body').press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  expect(new URL(page.url()).hash).toBe('#/people/Dave');

  await page.getByRole('button', { name: 'Shut out everything' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('That isn’t the name.', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Shut out everything' })).toBeFocused();

  await page.getByRole('link', { name: 'Backups' }).focus();
  await page.keyboard.press('Enter');
  await expect(heading()).toHaveText('Backups');
  await expect(heading()).toBeFocused();
});

test('another language is spoken at once, and the next time', async () => {
  await page.getByLabel('Language').selectOption('de');
  await expect(page.getByRole('link', { name: 'Übersicht' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByLabel('Sprache').selectOption('en');
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
});

test('a console that crashes is said to be lost and comes back; what was typed stays', async () => {
  await page.goto(url('/#/invite'));
  await page.getByLabel('Who is it for?').fill('Uncle Bob');
  const children = JSON.parse(await readFile(join(home.dir, 'run/children.json'), 'utf8')) as {
    name: string;
    pid: number;
  }[];
  process.kill(children.find(({ name }) => name === 'console')?.pid ?? 0, 'SIGKILL');
  await expect(page.getByText('The home can’t be reached.', { exact: false })).toBeVisible();
  await expect(page.getByText('The home can’t be reached.', { exact: false })).toBeHidden({
    timeout: 30_000,
  });
  await expect(page.getByLabel('Who is it for?')).toHaveValue('Uncle Bob');
});

test('a home that restarts is said to be lost and comes back; what was typed stays, and the list is of now', async () => {
  const other = await browser.newPage();
  await other.goto(url('/#/devices'));
  await expect(other.getByText('Kitchen Mac')).toBeVisible();
  await page.goto(url('/#/invite'));
  await page.getByLabel('Who is it for?').fill('Uncle Bob');
  await running.stop();
  for (const each of [page, other])
    await expect(each.getByText('The home can’t be reached.', { exact: false })).toBeVisible();
  await cli('device', 'rename', deviceId, 'Attic Mac');
  running = (await home.up()).up;
  for (const each of [page, other])
    await expect(each.getByText('The home can’t be reached.', { exact: false })).toBeHidden({
      timeout: 40_000,
    });
  await expect(other.getByText('Attic Mac')).toBeVisible();
  await expect(other.getByText('Kitchen Mac')).toBeHidden();
  await expect(page.getByLabel('Who is it for?')).toHaveValue('Uncle Bob');
  await other.close();
});

test('a key that is renewed while the page is open is said; what was typed stays, and the next start goes on', async () => {
  await page.goto(url('/#/invite'));
  await page.getByLabel('Who is it for?').fill('Aunt Kim');
  const { code, stderr } = await nina.command(['renew']);
  expect(code, stderr).toBe(0);
  await expect(page.getByText('This device has a newer key')).toBeVisible();
  await expect(page.getByLabel('Who is it for?')).toHaveValue('Aunt Kim');
  // Nothing is done with the key that was replaced.
  await press('Create the invitation');
  await expect(page.getByText('This device has a newer key').nth(1)).toBeVisible();
  const { invitations } = await cli<{ invitations: { person: string }[] }>('invites');
  expect(invitations.map(({ person }) => person)).not.toContain('Aunt Kim');
  await browser.close();
  browser = await openBrowser(nina.person.env);
  page = await newPage();
  await page.goto(url());
  await expect(page.getByText('Nina, on ThinkPad')).toBeVisible();
});

test('a one-time link opens the console once, in one browser, and leaves nothing in the address', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'latchkey-stranger-'));
  const env = { ...nina.person.env, HOME: empty, XDG_DATA_HOME: join(empty, 'share') };
  const [first, second] = await Promise.all([openBrowser(env), openBrowser(env)]);
  try {
    const guest = await first.newPage();
    const refused = await guest.goto(url());
    expect(refused?.status()).toBe(403);
    const { link } = await cli<{ link: string }>('console');
    await guest.goto(link);
    await expect(heading(guest)).toHaveText(HOME_NAME);
    expect(guest.url()).toBe(url());
    await guest.goBack();
    expect(guest.url()).not.toContain('#');
    await guest.goto(url());
    await expect(guest.getByText('Opened with a one-time link', { exact: false })).toBeVisible();

    const thief = await second.newPage();
    await thief.goto(link);
    await expect(heading(thief)).toHaveText('This link doesn’t open the console');
    // A session that has ended goes on with another link, in another tab, and with what was typed.
    await guest.goto(url('/#/invite'));
    await guest.getByLabel('Who is it for?').fill('Aunt May');
    await cli('console', '--end');
    await expect(heading(guest)).toHaveText('The console has closed');
    await expect(guest.getByLabel('Who is it for?')).toBeHidden();
    await press('Try again', guest);
    await expect(guest.getByRole('alert')).toBeVisible();
    const tab = await first.newPage();
    await tab.goto((await cli<{ link: string }>('console')).link);
    await expect(heading(tab)).toHaveText(HOME_NAME);
    await tab.close();
    await press('Try again', guest);
    await expect(guest.getByLabel('Who is it for?')).toHaveValue('Aunt May');

    await press('Close the console', guest);
    await expect(guest.getByText('doesn’t open here', { exact: false })).toBeVisible();
  } finally {
    await Promise.all([first.close(), second.close()]);
    await rm(empty, { recursive: true, force: true });
  }
});

test('whoever is no admin any more sees that, and nothing else, at once', async () => {
  await page.goto(url('/#/devices'));
  await expect(page.getByText('Attic Mac')).toBeVisible();
  await cli('admin', 'remove', 'Nina', '--last');
  await expect(heading()).toHaveText('The console has closed');
  await expect(page.getByText('Attic Mac')).toBeHidden();
  const closed = await page.goto(url('/?again'));
  expect(closed?.status()).toBe(403);
  expect(complaints).toEqual([]);
});
