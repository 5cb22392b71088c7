/** One page of Chromium with Electron's two worlds in it: opened, wired, told and heard. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { browser } from '../base/runtime.ts';
import type { CdpSession } from '../chromium/cdp.ts';
import { createCodec } from '../page/codec.ts';
import { mainWorldScript, PRELOAD_WORLD, preloadWorldScript, TO_HOST } from '../page/scripts.ts';

export interface PageMessage {
  readonly type: 'send' | 'invoke' | 'open' | 'navigate' | 'zoom' | 'title' | 'preload-error';
  readonly number: number;
  readonly channel: string;
  readonly args: unknown[];
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: 'foreground-tab' | 'background-tab' | 'new-window';
  readonly factor: number;
  readonly title: string;
  readonly message: string;
  readonly stack: string;
}

export interface PageOptions {
  readonly width: number;
  readonly height: number;
  readonly browserContextId: string | undefined;
  readonly preload: string | undefined;
  /** `webPreferences.additionalArguments`: what a preload may be told. */
  readonly argv: readonly string[];
}

const codec = createCodec();

export class Page {
  readonly targetId: string;
  readonly session: CdpSession;
  #preloadWorld: string | undefined;

  private constructor(targetId: string, session: CdpSession) {
    this.targetId = targetId;
    this.session = session;
  }

  /** Opens a page that has loaded nothing yet. @param hear is told what the page's worlds say */
  static async open(options: PageOptions, hear: (message: PageMessage) => void): Promise<Page> {
    const { width, height, browserContextId } = options;
    const chromium = browser('Cannot create BrowserWindow before app is ready');
    const { targetId, session } = await chromium.openPage({ width, height, browserContextId });
    const page = new Page(targetId, session);
    await page.#wire(options, hear);
    return page;
  }

  /** Lets the page go on from where it was opened; everything that watches it has to be in place. */
  run(): Promise<unknown> {
    return this.session.send('Runtime.runIfWaitingForDebugger');
  }

  /** Tells the preload's world; a page without one hears nothing, as in Electron. */
  async tell(message: object): Promise<void> {
    if (this.#preloadWorld === undefined) return;
    const expression = `__fromHost(${JSON.stringify(codec.encode(message))})`;
    await this.session
      .send('Runtime.evaluate', { expression, uniqueContextId: this.#preloadWorld })
      .catch(() => undefined);
  }

  /** @throws Error with the page's words */
  async evaluate(expression: string, userGesture: boolean): Promise<unknown> {
    const { result, exceptionDetails } = await this.session.send('Runtime.evaluate', {
      expression,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async #wire({ preload, argv }: PageOptions, hear: (message: PageMessage) => void): Promise<void> {
    const { send, on } = this.session;
    const secret = randomBytes(16).toString('hex');
    const environment = {
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      env: {},
      argv: [process.execPath, '--type=renderer', ...argv],
      execPath: process.execPath,
      type: 'renderer',
      contextIsolated: true,
      sandboxed: true,
    };
    on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { frameId?: string };
      if (context.name === PRELOAD_WORLD && frameId === this.targetId) this.#preloadWorld = context.uniqueId;
    });
    on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === TO_HOST) hear(codec.decode(payload) as PageMessage);
    });
    const source = preloadWorldScript(secret, preload === undefined ? '' : readFileSync(preload, 'utf8'), environment);
    await Promise.all([
      send('Page.enable'),
      send('Runtime.enable'),
      send('Network.enable'),
      send('Page.setLifecycleEventsEnabled', { enabled: true }),
      send('Runtime.addBinding', { name: TO_HOST, executionContextName: PRELOAD_WORLD }),
      send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript(secret) }),
      send('Page.addScriptToEvaluateOnNewDocument', { worldName: PRELOAD_WORLD, source }),
    ]);
  }
}
