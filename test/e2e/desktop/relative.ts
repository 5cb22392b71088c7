/** A throw-away relative with the app: own home folder, own keyring, own NSS store. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import type { Checkpoint } from '../../../electron/core/checkpoints.ts';
import { APP_FOLDER } from '../../support/built-app.ts';
import type { DesktopPerson } from '../../support/desktop/desktop-person.ts';
import { appDataOf, missing, type Need, newDesktopPerson } from '../../support/desktop/person.ts';
import { type LaunchedApp, launchApp } from '../../support/electron-host/launch.ts';
import { AppWindow } from './pages/app-window.ts';

export interface StartOptions {
  /** A link or an invite file that the system opens the app with. */
  readonly link?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the app is, when it is not the checkout's. */
  readonly appDir?: string;
  /** Ends the app there, as a power cut would. */
  readonly killAt?: Checkpoint;
}

export class Relative {
  readonly person: DesktopPerson;
  #app: LaunchedApp | undefined;
  /** When the app that runs now was started, milliseconds since the epoch. */
  startedAt = 0;

  constructor(person: DesktopPerson) {
    this.person = person;
  }

  /** The app's own folder. */
  get data(): string {
    return appDataOf(this.person);
  }

  get app(): LaunchedApp {
    if (!this.#app) throw new Error('the app does not run');
    return this.#app;
  }

  /** Starts the app and waits for its window. */
  async start({ link, env, appDir = APP_FOLDER, killAt }: StartOptions = {}): Promise<AppWindow> {
    await this.close();
    this.startedAt = Date.now();
    this.#app = await launchApp({
      appDir,
      env: { ...this.person.env, ...env, ...(killAt ? { LATCHKEY_TEST_KILL_AT: killAt } : {}) },
      args: link === undefined ? [] : [link],
    });
    return new AppWindow(await this.#app.firstWindow());
  }

  /** Resolves when the app has ended, by whatever means. */
  async ended(): Promise<void> {
    const child = this.app.electron.process();
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
  }

  async close(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  installed(): Promise<string[]> {
    return this.person.installed();
  }

  /** What the app has written into its log. */
  async log(): Promise<string> {
    const folder = join(this.data, 'logs');
    const names = await readdir(folder);
    return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
  }

  async leave(): Promise<void> {
    await this.close();
    await this.person.leave();
  }
}

/** For tests that share one; whoever makes one lets it leave. */
export const newRelative = async () => new Relative(await newDesktopPerson());

/** Every test has a relative of its own, who is gone afterwards whatever happens. */
export const test = base.extend<{ relative: Relative }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's names.
  relative: async ({}, use) => {
    const relative = await newRelative();
    await use(relative);
    await relative.leave();
  },
});

/** Says at the top of a file, or of a test, what it needs. Where that is missing it is not run, and that is told. */
export function requires(need: Need): void {
  const [lacking, why] = missing(need);
  // biome-ignore lint/suspicious/noSkippedTests: by name, counted and printed; on Linux nothing is missing.
  test.skip(lacking, why);
}
