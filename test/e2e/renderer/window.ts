/** Opens the built window on the fake bridge. */
import { test as base, expect, type Page } from 'playwright/test';
import { CALLS, type CallName, type EventName } from '../../../shared/ipc/contract.ts';
import type { BootView } from '../../../shared/ipc/views.ts';
import { boot, NOW, ok } from '../../support/renderer/examples.ts';
import { type FakeBridge, installFakeBridge, type Replies } from '../../support/renderer/fake-bridge.ts';
import { type Served, serveRenderer } from '../../support/renderer/serve.ts';

declare global {
  interface Window {
    readonly fake: FakeBridge;
  }
}

/** What a test does to the window and what it sees of it. */
export class LatchkeyWindow {
  readonly page: Page;
  /** What a test provokes on purpose in the page's console. */
  readonly provoked: string[] = [];
  readonly #url: string;
  #bridge: Awaited<ReturnType<Page['addInitScript']>> | undefined;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  /** Starts the window. Questions that are not answered here wait. */
  async open(view: Partial<BootView> = {}, replies: Replies = {}): Promise<void> {
    const first = { ...boot, ...view };
    await this.forgetBridge();
    this.#bridge = await this.page.addInitScript(installFakeBridge, {
      names: Object.keys(CALLS) as CallName[],
      replies: {
        boot: ok(first),
        homes: ok({ homes: first.homes, unfinished: first.unfinished }),
        reportCrash: ok(),
        background: ok({ state: 'off' }),
        ...replies,
      },
    });
    await this.page.goto(this.#url);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** The page is used again: what the last test answered must not answer the next. */
  async forgetBridge(): Promise<void> {
    await this.#bridge?.dispose();
    this.#bridge = undefined;
  }

  reply(name: CallName, envelope: unknown) {
    return this.page.evaluate(([which, what]) => window.fake.reply(which, what), [name, envelope] as const);
  }

  emit(name: EventName, payload: unknown) {
    return this.page.evaluate(([which, what]) => window.fake.emit(which, what), [name, payload] as const);
  }

  /** What was asked so far; every argument is what the contract allows. */
  async asked(name: CallName): Promise<unknown[]> {
    const all = await this.page.evaluate(() => window.fake.asked);
    return all.filter((one) => one.name === name).map(({ argument }) => CALLS[name].argument.parse(argument));
  }

  heading() {
    return this.page.getByRole('heading', { level: 1 });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  field() {
    return this.page.getByRole('textbox', { name: /./ });
  }
}

interface WorkerFixtures {
  readonly served: Served;
  /** One page for all: a test starts it anew, which is quicker than another browser context by a second. */
  readonly shared: Page;
}

interface Fixtures {
  readonly window: LatchkeyWindow;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  served: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern.
    async ({}, use) => {
      const served = await serveRenderer();
      await use(served);
      await served.close();
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.clock.setFixedTime(NOW);
      await use(page);
      await context.close();
    },
    { scope: 'worker' },
  ],
  /** Nothing that the page's policy forbids is tried, and nothing is written to its console, in any test. */
  window: async ({ shared: page, served }, use) => {
    const complaints: string[] = [];
    page.removeAllListeners();
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
    await page.setViewportSize({ width: 960, height: 740 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference', forcedColors: 'none' });
    const window = new LatchkeyWindow(page, served.url);
    await use(window);
    await window.forgetBridge();
    expect(complaints).toEqual(window.provoked);
  },
});

export { expect };
