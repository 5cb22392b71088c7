/**
 * Launches the built app for a spec: on real Electron when its binary is there, else on the stand-in. The same specs run
 * on both; which one ran is printed once.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { HostCall } from './base/host.ts';
import type { MenuOutline } from './desktop/menu.ts';

const root = join(import.meta.dirname, '../../..');
/** The stand-in's executable. */
export const standInPath = join(import.meta.dirname, 'electron');

/** The Electron binary of this checkout; undefined when only its types are there. */
function realElectron(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = given ?? join(root, 'node_modules/electron/dist');
  if (given === undefined && !existsSync(join(folder, 'version'))) return undefined;
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<string, string>;
  return join(folder, names[process.platform] ?? 'electron');
}

/** What runs the app here, for those who start it themselves. */
export function electronExecutable(env: NodeJS.ProcessEnv = process.env): { path: string; isReal: boolean } {
  const real = realElectron(env);
  return { path: real ?? standInPath, isReal: real !== undefined };
}

let printed = false;
function printOnce(isReal: boolean): void {
  if (printed) return;
  printed = true;
  const what = isReal ? 'real Electron' : 'the stand-in test/support/electron-host (no Electron binary here)';
  process.stderr.write(`desktop specs run on ${what}\n`);
}

export interface LaunchOptions {
  /** The folder with the app's package.json; its bundles are built. */
  readonly appDir: string;
  /** Whole environment of the app; process.env when left out. HOME chooses the NSS store that its pages use. */
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Made and removed when left out. */
  readonly userData?: string;
  /** The stand-in even where the real one is: for its own tests. */
  readonly standIn?: boolean;
  /** Emulated by the driver; null follows the app's own `nativeTheme`. */
  readonly colorScheme?: 'light' | 'dark' | null;
  /** Milliseconds. */
  readonly timeout?: number;
}

export interface LaunchedApp {
  readonly electron: ElectronApplication;
  readonly isReal: boolean;
  readonly userData: string;
  /** Steers the stand-in's desktop. Throws on real Electron: specs that need it say so. */
  readonly host: HostControls;
  /** The first window, once it has loaded. */
  firstWindow(): Promise<Page>;
  /** Everything that the app has written so far, to either output. */
  said(): string;
  /** Quits as a person would, and tidies. Bounded by Playwright; safe to call twice. */
  close(): Promise<void>;
}

const LAUNCH_TIMEOUT_MS = 30_000;

/** @throws Error with what the app said when it does not start */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const env = options.env ?? process.env;
  const { path, isReal } = options.standIn ? { path: standInPath, isReal: false } : electronExecutable(env);
  printOnce(isReal);
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'latchkey-user-data-')));
  const tidy = async () => {
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const electron = await _electron.launch({
      executablePath: path,
      args: [`--user-data-dir=${userData}`, options.appDir, ...(options.args ?? [])],
      env: definedOnly(env),
      timeout: options.timeout ?? LAUNCH_TIMEOUT_MS,
      colorScheme: options.colorScheme ?? null,
    });
    let said = '';
    for (const stream of [electron.process().stdout, electron.process().stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    return {
      electron,
      isReal,
      userData,
      host: new HostControls(electron, isReal),
      async firstWindow() {
        const page = await electron.firstWindow();
        await page.waitForURL(({ href }) => href !== 'about:blank');
        return page;
      },
      said: () => said,
      async close() {
        await electron.close().catch(() => undefined);
        await tidy();
      },
    };
  } catch (error) {
    await tidy();
    throw error;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

interface HostSurface {
  readonly log: readonly HostCall[];
  clearLog(): void;
  calls(name: string): readonly (readonly unknown[])[];
  answer(call: string, value: unknown): void;
  act(name: string, ...args: unknown[]): unknown;
}

/** What a desktop would do and be asked, from a spec. */
class HostControls {
  readonly #electron: ElectronApplication;
  readonly #isReal: boolean;

  constructor(electron: ElectronApplication, isReal: boolean) {
    this.#electron = electron;
    this.#isReal = isReal;
  }

  /** Everything that the app asked of the desktop so far. */
  log(): Promise<readonly HostCall[]> {
    return this.#call('log') as Promise<readonly HostCall[]>;
  }
  clearLog(): Promise<unknown> {
    return this.#call('clearLog');
  }
  /** The arguments of every call of this name, such as `shell.openExternal`. */
  calls(name: string): Promise<readonly (readonly unknown[])[]> {
    return this.#call('calls', name) as Promise<readonly (readonly unknown[])[]>;
  }
  /** Queues an answer: `answer('dialog.showMessageBox', { response: 1 })`. Unasked, a person cancels. */
  answer(call: string, value: unknown): Promise<unknown> {
    return this.#call('answer', call, value);
  }
  openUrl(url: string): Promise<unknown> {
    return this.#call('act', 'openUrl', url);
  }
  openFile(path: string): Promise<unknown> {
    return this.#call('act', 'openFile', path);
  }
  activate(): Promise<unknown> {
    return this.#call('act', 'activate');
  }
  /** `suspend`, `resume`, `lock-screen`, `unlock-screen`, `on-battery`, … */
  power(event: string): Promise<unknown> {
    return this.#call('act', 'power', event);
  }
  setOnline(online: boolean): Promise<unknown> {
    return this.#call('act', 'setOnline', online);
  }
  /** The desktop's own setting, which `themeSource: 'system'` follows. */
  setSystemDark(dark: boolean): Promise<unknown> {
    return this.#call('act', 'setSystemDark', dark);
  }
  clickNotification(): Promise<unknown> {
    return this.#call('act', 'clickNotification');
  }
  menu(): Promise<readonly MenuOutline[]> {
    return this.#call('act', 'menu') as Promise<readonly MenuOutline[]>;
  }
  /** By label, role or id, from the top: `clickMenu('File', 'Add a home…')`. */
  clickMenu(...path: string[]): Promise<unknown> {
    return this.#call('act', 'clickMenu', ...path);
  }

  #call(name: keyof HostSurface, ...args: unknown[]): Promise<unknown> {
    if (this.#isReal) throw new Error(`real Electron has no __host.${name}`);
    return this.#electron.evaluate(
      (electron, [key, given]) => {
        const { __host: host } = electron as unknown as { __host: HostSurface };
        const member = host[key as keyof HostSurface];
        return typeof member === 'function'
          ? (member as (...args: unknown[]) => unknown)(...(given as unknown[]))
          : member;
      },
      [name, args],
    );
  }
}
