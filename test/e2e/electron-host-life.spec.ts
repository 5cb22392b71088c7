/** The stand-in's life: one instance, quitting, dying, and what is left. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type BuiltFixture, buildFixture } from '../support/electron-host/fixture/build.ts';
import { type LaunchedApp, launchApp, standInPath } from '../support/electron-host/launch.ts';
import { further } from '../support/long-tail.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly talk: string;
}

test.describe('a life', () => {
  let fixture: BuiltFixture;
  test.beforeAll(async () => {
    fixture = await buildFixture();
  });
  test.afterAll(() => fixture?.remove());
  let userData: string;
  test.beforeEach(async () => {
    userData = await mkdtemp(join(tmpdir(), 'electron-host-spec-'));
  });
  test.afterEach(() => rm(userData, { recursive: true, force: true }));

  /** Starts the fixture without a driver and waits for its end; what it says may end it. */
  function startPlain(args: readonly string[], env = process.env, until = /$^/): Promise<Ended> {
    const child = spawn(standInPath, [...args, `--user-data-dir=${userData}`, fixture.appDir], {
      env,
      timeout: 30_000,
    });
    const said = { out: '', talk: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
      if (until.test(said.out)) child.kill('SIGTERM');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.talk += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, ...said }));
    });
  }

  test('a second instance ends, and the first is told what it was started with', async () => {
    const first = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
    const window = await first.firstWindow();
    const second = await startPlain(['--remote-debugging-port=0', `--link=latchkey://enroll.example.com/SECOND`]);
    expect(second).toMatchObject({ code: 0, out: 'second instance\n' });
    await expect(window.locator('#heard li')).toContainText(['latchkey://enroll.example.com/SECOND']);
    await first.close();
  });

  further(test)('the first instance may die by force: the next one is the first', async () => {
    const first = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
    await first.firstWindow();
    first.electron.process().kill('SIGKILL');
    const next = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
    expect(await next.electron.evaluate(({ app: { hasSingleInstanceLock } }) => typeof hasSingleInstanceLock)).toBe(
      'function',
    );
    expect(await (await next.firstWindow()).title()).toBe('Fixture window');
    await next.close();
  });

  for (const [how, end] of [
    ['killed', (launched: LaunchedApp) => launched.electron.process().kill('SIGKILL')],
    ['quit', (launched: LaunchedApp) => launched.close()],
  ] as const) {
    test(`a host that is ${how} leaves no Chromium and no profile`, async () => {
      const launched = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
      await launched.firstWindow();
      const pid = launched.electron.process().pid ?? 0;
      const chromium = await childrenOf(pid);
      const profiles = await profilesOf(chromium);
      expect(chromium.length).toBeGreaterThan(1);
      expect(profiles).toHaveLength(1);
      await end(launched);
      await expect.poll(() => chromium.filter(isRunning), { timeout: 10_000 }).toEqual([]);
      await expect.poll(() => profiles.filter((folder) => existsSync(folder))).toEqual([]);
    });
  }

  test('shown to a person, it says what it is and what it is not', async () => {
    // A window system that shows nothing, and is one.
    const env = { ...process.env, DISPLAY: ':0', LATCHKEY_HOST_CHROMIUM_SWITCHES: '--ozone-platform=headless' };
    const { code, out, talk } = await startPlain([], env, /first window after/);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^first window after \d+ ms\n$/) });
    expect(talk).toContain('This is not Electron but its stand-in');
  });

  test('without a display it says so, and what to do', async () => {
    const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    const { code, out, talk } = await startPlain([], env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(talk).toContain('no display');
  });

  test('quitting can be refused, by the app and by a window', async () => {
    const launched = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
    await launched.firstWindow();
    const told = await launched.electron.evaluate(async ({ app: electronApp, BrowserWindow }) => {
      const events: string[] = [];
      electronApp.once('before-quit', (event) => {
        events.push('before-quit');
        event.preventDefault();
      });
      electronApp.quit();
      BrowserWindow.getAllWindows()[0]?.once('close', (event) => {
        events.push('close');
        event.preventDefault();
      });
      electronApp.quit();
      return [events, BrowserWindow.getAllWindows().length];
    });
    expect(told).toEqual([['before-quit', 'close'], 1]);
    await launched.close();
  });

  further(test)('speaks the person’s language, and keeps what it encrypted', async () => {
    const env = { ...process.env, LANG: 'de_DE.UTF-8', LANGUAGE: '', LC_ALL: '' };
    const first = await launchApp({ appDir: fixture.appDir, standIn: true, userData, env });
    const languages = await first.electron.evaluate(({ app: electronApp }) => [
      electronApp.getLocale(),
      electronApp.getPreferredSystemLanguages(),
      electronApp.getName(),
      electronApp.getVersion(),
      electronApp.getPath('userData'),
    ]);
    expect(languages).toEqual(['de', ['de-DE'], 'Fixture', '1.2.3', userData]);
    expect(await (await first.firstWindow()).evaluate('navigator.language')).toBe('de-DE');
    const sealed = await first.electron.evaluate(({ safeStorage }) =>
      safeStorage.encryptString('renewal').toString('base64'),
    );
    await first.close();
    const second = await launchApp({ appDir: fixture.appDir, standIn: true, userData });
    const opened = await second.electron.evaluate(
      ({ safeStorage }, text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
      sealed,
    );
    expect(opened).toBe('renewal');
    await second.close();
  });
});

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const below = (pid: number): boolean => pid === parent || (pid > 1 && below(parents.get(pid) ?? 0));
  return pids.filter((pid) => pid !== parent && below(pid));
}

/** A zombie has ended; nobody has asked it how. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

async function profilesOf(pids: readonly number[]): Promise<string[]> {
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return [...new Set(lines.flatMap((line) => /--user-data-dir=([^\0 ]+)/.exec(line)?.[1] ?? []))];
}
