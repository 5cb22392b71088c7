/** What surrounds the screens: menus, the log, the window's place, a crash of the page; and a page that wants out. */
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { answerFor, clickMenu } from './desktop-calls.ts';
import type { AppWindow } from './pages/app-window.ts';
import { newRelative, type Relative, test } from './relative.ts';

/** One start of the app for all: each test leaves the window as it was. */
let relative: Relative;
let window: AppWindow;
test.beforeAll(async () => {
  relative = await newRelative();
  window = await relative.start();
});
test.afterAll(() => relative?.leave());

test('the menu does what it says, and shows the folder with the log', async () => {
  await expect(window.invite).toBeVisible();
  const { electron } = relative.app;
  await clickMenu(electron, 'about');
  await expect(window.page.getByRole('dialog', { name: 'About Latchkey' })).toContainText('Node');
  await window.page.keyboard.press('Escape');
  const opened = await answerFor(electron, 'shell.openPath');
  await clickMenu(electron, 'show-log');
  await expect.poll(opened).toEqual([join(relative.data, 'logs')]);
  await clickMenu(electron, 'add-home');
  await expect(window.invite).toBeVisible();
});

test('a page gone bad reaches nothing: no window, no other page, no network, no permission', async () => {
  const { page } = window;
  await expect(window.invite).toBeVisible();
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
  expect(await page.evaluate(() => globalThis.open('https://example.com/') === null)).toBe(true);
  const reached = (url: string) =>
    page.evaluate(
      (to) =>
        fetch(to).then(
          () => 'reached',
          () => 'refused',
        ),
      url,
    );
  for (const url of [
    'https://example.com/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://latchkey/index.html',
  ]) {
    expect(await reached(url), url).toBe('refused');
  }
  await page.evaluate(() => location.assign('https://example.com/'));
  await expect(window.invite).toBeVisible();
  expect(page.url()).toBe('app://latchkey/index.html');
  expect(await page.evaluate(() => Notification.requestPermission())).not.toBe('granted');
  expect(await relative.log()).toContain('"refused"');
});

test('a page gone bad gets nothing out of the bridge by asking wrongly', async () => {
  const { page, invite } = window;
  await expect(invite).toBeVisible();
  const opened = await answerFor(relative.app.electron, 'shell.openExternal');
  const answers = await page.evaluate(async () => {
    const bridge = Reflect.get(globalThis, 'latchkey') as Record<string, (argument?: unknown) => Promise<unknown>>;
    const wrong = [
      bridge.openService?.({ homeId: crypto.randomUUID(), service: 'https://example.com/' }),
      bridge.leave?.({ homeId: '../..' }),
      bridge.preview?.({ invite: { toString: () => 'x' } }),
      bridge.copyFailure?.({ code: 'NOT_A_CODE', detail: 'x' }),
    ];
    return (await Promise.allSettled(wrong)).map((one) => (one.status === 'fulfilled' ? one.value : { ok: false }));
  });
  for (const answer of answers) expect(answer).toMatchObject({ ok: false });
  expect(await opened()).toEqual([]);
});

test('opens again where it was', async () => {
  const bounds = { x: 120, y: 90, width: 800, height: 640 };
  await relative.app.electron.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
    bounds,
  );
  window = await relative.start();
  const again = await relative.app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(again).toEqual(bounds);
});

test('a page that crashes is put up again, and the crash is in the log and nowhere else', async () => {
  await expect(window.invite).toBeVisible();
  const asked = await answerFor(relative.app.electron, 'dialog.showMessageBox', { response: 0 });
  await relative.app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect.poll(asked).toHaveLength(1);
  await expect
    .poll(() =>
      relative.app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("h1")?.innerText'),
      ),
    )
    .toContain('Enter your invite');
  expect(await relative.log()).toContain('"page-gone"');
});
