/** The stand-in for the Electron binary keeps what it promises: a small app, built as Latchkey is, on it. */
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { type BuiltFixture, buildFixture } from '../support/electron-host/fixture/build.ts';
import { type LaunchedApp, launchApp } from '../support/electron-host/launch.ts';

let fixture: BuiltFixture;
let app: LaunchedApp;
let page: Page;

test.beforeAll(async () => {
  fixture = await buildFixture();
  app = await launchApp({ appDir: fixture.appDir, standIn: true });
  page = await app.firstWindow();
});
test.afterAll(async () => {
  await app?.close();
  await fixture?.remove();
});
test.beforeEach(async () => {
  await page.evaluate(() => document.querySelector('#heard')?.replaceChildren());
});

const heard = () => page.locator('#heard li');
/** Code for the page, where `fixture` is what the preload exposed. */
const inPage = <T>(code: string) => page.evaluate(code) as Promise<T>;

test.describe('the page', () => {
  test('has a secure origin on the app’s own scheme, under the policy that the handler set', async () => {
    expect(page.url()).toBe('app://bundle/index.html');
    expect(await inPage('location.href')).toBe('app://bundle/index.html');
    expect(await inPage('isSecureContext')).toBe(true);
    expect(await inPage('window.inlineRan')).toBeUndefined();
    const missing = await inPage<number>(`fetch('/nothing.js').then((r) => r.status, () => 0)`);
    expect(missing, 'connect-src is none').toBe(0);
  });

  test('reaches no Node, no IPC and nothing of the preload’s world', async () => {
    const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__toHost', '__fromHost'];
    for (const name of names)
      expect(await inPage(`typeof globalThis[${JSON.stringify(name)}]`), name).toBe('undefined');
    expect(await inPage(`fixture.echo.constructor('return typeof process')()`).catch(() => 'refused')).not.toBe(
      'object',
    );
  });

  test('cannot change what the preload exposed', async () => {
    expect(await inPage(`Object.isFrozen(fixture) && Object.isFrozen(fixture.nested)`)).toBe(true);
    expect(await inPage(`(() => { 'use strict'; try { window.fixture = {}; } catch (e) { return e.name; } })()`)).toBe(
      'TypeError',
    );
    expect(await inPage(`Reflect.deleteProperty(window, 'fixture')`)).toBe(false);
  });

  test('cannot forge the bridge by replacing what it is made of', async () => {
    const stolen = await inPage<string[]>(`(async () => {
      const seen = [];
      const original = window.dispatchEvent;
      window.dispatchEvent = function (event) { seen.push(event.type); return original.call(this, event); };
      await fixture.echo('secret');
      window.dispatchEvent = original;
      return seen;
    })()`);
    expect(stolen).toEqual([]);
  });

  test('gets promises, functions and structured values across', async () => {
    const back = await inPage<unknown[]>(`(async () => {
      const value = { date: new Date(0), bytes: new Uint8Array([1, 2]), map: new Map([[1, { deep: undefined }]]), big: 12n, $: 'x' };
      const echo = await fixture.echo(value);
      return [echo.date.getTime(), echo.bytes instanceof Uint8Array, echo.map.get(1), String(echo.big), echo.$];
    })()`);
    expect(back).toEqual([0, true, { deep: undefined }, '12', 'x']);
    expect(await inPage('fixture.nested.sandboxed')).toBe(true);
    expect(await inPage('fixture.nested.argv.at(-1)')).toBe('--colour=blue');
    const words = await inPage<string[]>(`(async () => {
      const words = [];
      const first = new Promise((resolve) => { globalThis.stop = fixture.on('said', (word) => { words.push(word); resolve(); }); });
      fixture.say('hello'); await first; stop(); fixture.say('again'); await fixture.echo(0);
      return words;
    })()`);
    expect(words).toEqual(['hello!']);
  });

  test('hears errors in Electron’s words', async () => {
    const failure = (call: string) => inPage<string>(`${call}.then(() => 'no error', (error) => error.message)`);
    expect(await failure('fixture.fail()')).toBe("Error invoking remote method 'fail': TypeError: no such thing");
    expect(await failure('fixture.missing()')).toBe(
      "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
    );
    expect(await inPage(`(() => { try { fixture.on('other', () => 0); } catch (e) { return e.message; } })()`)).toBe(
      'no channel other',
    );
  });

  test('is known by its frame to whoever answers', async () => {
    const who = { url: 'app://bundle/index.html', origin: 'app://bundle', top: true, own: true };
    expect(await inPage('fixture.whoami()')).toEqual(who);
  });

  const ways: [string, string, string][] = [
    ['a link', `document.querySelector('#away').click()`, 'https://example.com/away'],
    ['a script', `void (location.href = 'https://example.com/script')`, 'https://example.com/script'],
    ['a file', `void (location.href = 'app://other/index.html')`, 'app://other/index.html'],
    ['a blob', `void (location.href = URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' })))`, 'blob:'],
    ['about:', `void (location.href = 'about:blank')`, 'about:blank'],
    ['mailto:', `document.querySelector('#mail').click()`, 'mailto:dave@example.com'],
  ];
  for (const [way, code, url] of ways) {
    test(`does not leave by ${way}`, async () => {
      await inPage(code);
      await expect(heard().filter({ hasText: 'denied-navigation' })).toContainText([url]);
      expect(page.url()).toBe('app://bundle/index.html');
      await expect(page.locator('h1')).toHaveText('Fixture');
    });
  }

  const form = `Object.assign(document.createElement('form'), { action: 'https://example.com/form', target: '_blank' })`;
  const openings: [string, string, () => Promise<unknown>][] = [
    ['window.open', 'https://example.com/open', () => inPage(`window.open('https://example.com/open')`)],
    ['a link to _blank', 'https://example.com/blank', () => page.click('#blank')],
    ['a link with the control key', 'https://example.com/away', () => page.click('#away', { modifiers: ['Control'] })],
    ['a link with the middle button', 'https://example.com/away', () => page.click('#away', { button: 'middle' })],
    [
      'a form to _blank',
      'https://example.com/form',
      () => inPage(`((form) => { document.body.append(form); form.submit(); form.remove(); })(${form})`),
    ],
  ];
  for (const [way, url, open] of openings) {
    test(`opens no window by ${way}`, async () => {
      await open();
      await expect(heard()).toContainText([`denied-window "${url}`]);
      await expect(heard()).toHaveCount(1);
      expect(app.electron.windows()).toHaveLength(1);
      expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    });
  }

  test('is denied every permission that the app denies', async () => {
    const states = await inPage<
      string[]
    >(`Promise.all(['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
      .map(async (name) => (await navigator.permissions.query({ name })).state))`);
    expect(states).toEqual(Array(6).fill('denied'));
    expect(await inPage('Notification.requestPermission()')).toBe('denied');
  });
});

test.describe('the main process', () => {
  test('is told by name what is not emulated', async () => {
    const refusals = await app.electron.evaluate(async (electron) => {
      const reach = electron as unknown as Record<string, Record<string, unknown>>;
      const window = electron.BrowserWindow.getAllWindows()[0] as unknown as Record<string, Record<string, unknown>>;
      const attempts: (() => unknown)[] = [
        () => reach.app?.getGPUInfo,
        () => reach.nothing,
        () => window.setVibrancy,
        () => window.webContents?.printToPDF,
        () => reach.ipcMain?.foo,
        () => (reach.session as Record<string, Record<string, unknown>>).defaultSession?.cookies,
        () => reach.utilityProcess?.fork,
        () => reach.shell?.readShortcutLink,
        () => Object.assign(reach.app as object, { foo: 1 }),
        () => new electron.BrowserWindow({ webPreferences: { sandbox: false } }),
        () => new electron.BrowserWindow({ webPreferences: { nodeIntegration: true } }),
      ];
      return attempts.map((attempt) => {
        try {
          return `allowed ${attempt()}`;
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    const named = (name: string) => `test host: electron ${name} is not emulated`;
    expect(refusals).toEqual([
      named('app.getGPUInfo'),
      named('(main).nothing'),
      named('BrowserWindow.setVibrancy'),
      named('webContents.printToPDF'),
      named('ipcMain.foo'),
      named('session.cookies'),
      named('utilityProcess.fork'),
      named('shell.readShortcutLink'),
      named('app.foo'),
      named('webPreferences.sandbox = false'),
      named('webPreferences.nodeIntegration = true'),
    ]);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('moves and sizes its window, and is told so', async () => {
    const told = await app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      if (!window) return [];
      const events: string[] = [];
      for (const name of ['resize', 'move', 'maximize', 'unmaximize', 'minimize', 'restore', 'hide', 'show']) {
        window.on(name as 'resize', () => events.push(name));
      }
      window.setBounds({ x: 30, y: 40, width: 700, height: 200 });
      window.maximize();
      events.push(String(window.isMaximized()));
      window.unmaximize();
      window.minimize();
      events.push(String(window.isMinimized()));
      window.restore();
      window.hide();
      window.show();
      return [events, window.getBounds(), window.getTitle()];
    });
    expect(told).toEqual([
      ['move', 'resize', 'maximize', 'true', 'unmaximize', 'minimize', 'true', 'restore', 'hide', 'show'],
      { x: 30, y: 40, width: 700, height: 300 },
      'Fixture window',
    ]);
    await expect.poll(() => inPage('[innerWidth, innerHeight]')).toEqual([700, 300]);
  });

  test('zooms as layout sees it', async () => {
    const width = await inPage<number>('innerWidth');
    await inPage('fixture.zoom.set(2)');
    await expect.poll(() => inPage('[innerWidth, devicePixelRatio, fixture.zoom.get()]')).toEqual([width / 2, 2, 2]);
    await app.host.clickMenu('View', 'resetZoom');
    await expect.poll(() => inPage('[innerWidth, devicePixelRatio, fixture.zoom.get()]')).toEqual([width, 1, 1]);
  });

  test('sets the theme that pages see', async () => {
    const seen = () => inPage<string>(`getComputedStyle(document.documentElement).getPropertyValue('--seen')`);
    for (const theme of ['dark', 'light'] as const) {
      await app.electron.evaluate(
        ({ nativeTheme }, themeSource) => void Object.assign(nativeTheme, { themeSource }),
        theme,
      );
      await expect.poll(seen).toBe(theme);
    }
    await app.electron.evaluate(({ nativeTheme }) => void Object.assign(nativeTheme, { themeSource: 'system' }));
    await app.host.setSystemDark(true);
    await expect.poll(seen).toBe('dark');
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: null });
    expect(await inPage(`matchMedia('(prefers-reduced-motion: reduce)').matches`)).toBe(true);
    expect(await seen()).toBe('dark');
    await app.host.setSystemDark(false);
  });

  test('has what it asked of the desktop noted down, and is answered as the spec says', async () => {
    await app.host.clearLog();
    await app.host.answer('dialog.showMessageBox', { response: 1, checkboxChecked: false });
    const answers = await app.electron.evaluate(async ({ shell, dialog, clipboard }) => {
      await shell.openExternal('https://cloud.example.com/');
      clipboard.writeText('report');
      const ask = () => dialog.showMessageBox({ message: 'Sure?', buttons: ['Cancel', 'Yes'] });
      return [(await ask()).response, (await ask()).response, clipboard.readText()];
    });
    expect(answers).toEqual([1, 0, 'report']);
    expect(await app.host.calls('shell.openExternal')).toEqual([['https://cloud.example.com/', undefined]]);
    expect(await app.host.calls('dialog.showMessageBox')).toHaveLength(2);
  });

  test('has a menu that specs read and click', async () => {
    const [file] = await app.host.menu();
    expect(file?.items?.map(({ label }) => label)).toEqual(['Add…', 'Quit']);
    await app.host.clickMenu('File', 'Add…');
    await expect(heard()).toHaveText(['menu "add"']);
    await expect(app.host.clickMenu('File', 'Nothing')).rejects.toThrow('no menu item "Nothing"');
  });

  test('is handed links as macOS does', async () => {
    await app.host.openUrl('latchkey://enroll.example.com/K7QF-2M9X-4TDW');
    await expect(heard()).toHaveText(['open-url "latchkey://enroll.example.com/K7QF-2M9X-4TDW"']);
  });

  test('hears a crash of its page, and loads it again', async () => {
    const reason = await app.electron.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false, title: 'crashes' });
      const gone = new Promise<string>((resolve) => {
        window.webContents.once('render-process-gone', (_event, details) => resolve(details.reason));
      });
      window.loadURL('app://bundle/index.html').then(() => window.webContents.forcefullyCrashRenderer());
      return gone.then(async (text) => {
        await window.loadURL('app://bundle/index.html');
        const title = await window.webContents.executeJavaScript('document.title');
        window.destroy();
        return [text, title];
      });
    });
    expect(reason).toEqual(['crashed', 'Fixture window']);
  });
});
