/** `webContents`: what the main process does with a page. */
import type { WindowOpenHandlerResponse } from 'electron';
import { record } from '../base/host.ts';
import { browser, start } from '../base/runtime.ts';
import { HostEvent, strictEmitter } from '../base/strict.ts';
import { ChromiumGone } from '../chromium/cdp.ts';
import { createCodec } from '../page/codec.ts';
import type { Session } from '../session/session.ts';
import { createMainFrame, type MainFrame } from './frame.ts';
import { answerInvoke, ipcMain } from './ipc-main.ts';
import { Navigator } from './navigator.ts';
import { Page, type PageMessage } from './page.ts';
import type { PagePreferences } from './web-preferences.ts';

export interface OpenDetails {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: 'foreground-tab' | 'background-tab' | 'new-window';
  readonly referrer: { readonly url: string; readonly policy: string };
}
type OpenHandler = (details: OpenDetails) => WindowOpenHandlerResponse;

/** What the window that holds a page does for it. */
export interface Holder {
  readonly width: number;
  readonly height: number;
  close(): void;
  /** The page is gone, whoever closed it. */
  closed(): void;
  pageOpened(page: Page): Promise<void>;
  open(details: OpenDetails, response: WindowOpenHandlerResponse): void;
  titleChanged(title: string): void;
}

const codec = createCodec();
const all = new Map<number, WebContents>();
let lastId = 0;

export class WebContents extends strictEmitter('webContents') {
  readonly id: number;
  readonly session: Session;
  readonly mainFrame: MainFrame;
  readonly hostWebContents = null;
  readonly devToolsWebContents = null;
  readonly #holder: Holder;
  readonly #navigator: Navigator;
  readonly #ready: Promise<Page>;
  #page: Page | undefined;
  #openHandler: OpenHandler | undefined;
  #zoom: number;
  #destroyed = false;
  #crashed = false;
  #devTools = false;
  #styles = 0;

  constructor(preferences: PagePreferences, holder: Holder) {
    super();
    lastId += 1;
    this.id = lastId;
    this.session = preferences.session;
    this.#holder = holder;
    this.#zoom = preferences.zoomFactor;
    this.mainFrame = createMainFrame({
      url: () => this.getURL(),
      isDestroyed: () => this.#destroyed,
      executeJavaScript: (code, gesture) => this.executeJavaScript(code, gesture),
      send: (channel, ...args) => this.send(channel, ...args),
      reload: () => this.reload(),
    });
    this.#navigator = new Navigator(this);
    all.set(this.id, this);
    this.#ready = this.#open(preferences);
    this.#ready.catch((error: Error) => {
      if (!(error instanceof ChromiumGone)) process.stderr.write(`test host: a page did not open: ${error.stack}\n`);
    });
  }

  static all(): WebContents[] {
    return [...all.values()];
  }

  async #open(preferences: PagePreferences): Promise<Page> {
    const { width, height } = this.#holder;
    const { preload, additionalArguments: argv } = preferences;
    const browserContextId = await this.session.context();
    const page = await Page.open(
      { width, height, browserContextId, preload, argv },
      (message) => void this.#hear(message),
    );
    this.#page = page;
    if (this.#destroyed) await browser('').closePage(page.targetId);
    await this.#watch(page);
    await page.run();
    await this.#holder.pageOpened(page);
    if (this.#zoom !== 1) await this.#applyZoom();
    return page;
  }

  async #watch(page: Page): Promise<void> {
    const { on } = page.session;
    const chromium = browser('').cdp.browser;
    chromium.on('Target.targetDestroyed', ({ targetId }) => {
      if (targetId === page.targetId) this.#gone();
    });
    on('Inspector.targetCrashed', () => {
      this.#crashed = true;
      this.emit('render-process-gone', new HostEvent(), { reason: 'crashed', exitCode: 139 });
    });
    on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      const disposition = windowFeatures.length > 0 ? 'new-window' : 'foreground-tab';
      this.#opens({ url, frameName: windowName, features: windowFeatures.join(','), disposition });
    });
    on('Page.downloadWillBegin', ({ url, suggestedFilename }) =>
      this.session.downloadBegins(url, suggestedFilename, this),
    );
    on('Page.javascriptDialogOpening', () => {
      // A test's driver answers dialogs; a person cannot, because Chromium shows none to a watched page.
      if (start().visible)
        void page.session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined);
    });
    await this.#navigator.watch(page, { webContentsId: this.id, webContents: this, frame: this.mainFrame });
  }

  async #hear(message: PageMessage): Promise<void> {
    if (this.#destroyed) return;
    const { channel, args, number } = message;
    switch (message.type) {
      case 'send':
        ipcMain.emit(channel, this.#ipcEvent(), ...args);
        break;
      case 'invoke':
        await this.#page?.tell({ type: 'reply', number, ...(await answerInvoke(channel, this.#ipcEvent(), args)) });
        break;
      case 'open':
        this.#opens(message);
        break;
      case 'navigate':
        await this.#navigator.withoutRequest(message.url);
        break;
      case 'zoom':
        this.setZoomFactor(message.factor);
        break;
      case 'title':
        this.#titleChanged(message.title);
        break;
      case 'preload-error': {
        const error = Object.assign(new Error(message.message), { stack: message.stack });
        process.stderr.write(`Unable to load preload script:\n${message.stack}\n`);
        this.emit('preload-error', new HostEvent(), '', error);
      }
    }
  }

  #ipcEvent(): HostEvent {
    return new HostEvent({
      type: 'frame',
      sender: this,
      senderFrame: this.mainFrame,
      frameId: 1,
      processId: 1,
      ports: [],
      reply: (channel: string, ...args: unknown[]) => this.send(channel, ...args),
    });
  }

  #opens({ url, frameName, features, disposition }: Omit<OpenDetails, 'referrer'>): void {
    const referrer = { url: this.getURL(), policy: 'strict-origin-when-cross-origin' };
    const details = { url, frameName, features, disposition, referrer };
    const response = this.#openHandler ? this.#openHandler(details) : { action: 'allow' as const };
    if (response.action === 'allow') this.#holder.open(details, response);
  }

  #titleChanged(title: string): void {
    if (title === this.#navigator.title) return;
    this.#navigator.title = title;
    const event = new HostEvent();
    this.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) this.#holder.titleChanged(title);
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.id);
    this.#holder.closed();
    this.emit('destroyed');
  }

  // Loading

  /** @throws Error as Electron's when the page does not load */
  async loadURL(url: string, { httpReferrer }: { httpReferrer?: string } = {}): Promise<void> {
    await this.#ready;
    this.#crashed = false;
    await this.#navigator.load(url, httpReferrer);
  }
  reload(): void {
    void this.#ready.then(() => this.#navigator.reload(false)).catch(() => undefined);
  }
  reloadIgnoringCache(): void {
    void this.#ready.then(() => this.#navigator.reload(true)).catch(() => undefined);
  }
  stop(): void {
    void this.#ready.then((page) => page.session.send('Page.stopLoading')).catch(() => undefined);
  }
  getURL(): string {
    return this.#navigator?.url ?? '';
  }
  getTitle(): string {
    return this.#navigator.title;
  }
  isLoading(): boolean {
    return this.#navigator.loading;
  }
  isLoadingMainFrame(): boolean {
    return this.#navigator.loading;
  }
  isCrashed(): boolean {
    return this.#crashed;
  }
  forcefullyCrashRenderer(): void {
    void this.#ready.then((page) => page.session.send('Page.crash')).catch(() => undefined);
  }

  // Talking

  /** @throws Error `An object could not be cloned.` */
  send(channel: string, ...args: unknown[]): void {
    codec.encode(args);
    void this.#ready.then((page) => page.tell({ type: 'send', channel, args })).catch(() => undefined);
  }
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return await (await this.#ready).evaluate(code, userGesture);
  }
  async insertCSS(css: string): Promise<string> {
    this.#styles += 1;
    const key = String(this.#styles);
    const sheet = `((sheets) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(css)}); sheets[${key}] = sheet;
      document.adoptedStyleSheets.push(sheet); })(globalThis[Symbol.for('insertCSS')] ??= {})`;
    await this.executeJavaScript(sheet);
    return key;
  }
  async removeInsertedCSS(key: string): Promise<void> {
    await this.executeJavaScript(`document.adoptedStyleSheets = document.adoptedStyleSheets
      .filter((sheet) => sheet !== globalThis[Symbol.for('insertCSS')]?.[${JSON.stringify(key)}])`);
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  // Zoom, as layout sees it: fewer CSS pixels, drawn larger

  get zoomFactor(): number {
    return this.#zoom;
  }
  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }
  getZoomFactor(): number {
    return this.#zoom;
  }
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
    this.#zoom = factor;
    void this.#ready.then(() => this.#applyZoom()).catch(() => undefined);
  }
  get zoomLevel(): number {
    return this.getZoomLevel();
  }
  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }
  getZoomLevel(): number {
    return Math.log(this.#zoom) / Math.log(1.2);
  }
  setZoomLevel(level: number): void {
    this.setZoomFactor(1.2 ** level);
  }
  async setVisualZoomLevelLimits(): Promise<void> {}

  async #applyZoom(): Promise<void> {
    const page = this.#page;
    if (!page) return;
    const { send } = page.session;
    await page.tell({ type: 'zoom', value: this.#zoom });
    await send('Emulation.clearDeviceMetricsOverride');
    if (this.#zoom === 1) return;
    const { cssLayoutViewport } = await send('Page.getLayoutMetrics');
    await send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(cssLayoutViewport.clientWidth / this.#zoom),
      height: Math.round(cssLayoutViewport.clientHeight / this.#zoom),
      deviceScaleFactor: this.#zoom,
      mobile: false,
    });
  }

  // Life

  isDestroyed(): boolean {
    return this.#destroyed;
  }
  close(): void {
    this.#holder.close();
  }
  /** Without asking the page. The window calls it. */
  discard(): void {
    if (this.#destroyed) return;
    this.#gone();
    void this.#ready.then((page) => browser('').closePage(page.targetId)).catch(() => undefined);
  }
  focus(): void {
    void this.#ready.then((page) => page.session.send('Page.bringToFront')).catch(() => undefined);
  }
  get targetId(): string | undefined {
    return this.#page?.targetId;
  }
  /** The opened page, for the host's other files. */
  whenOpen(): Promise<Page> {
    return this.#ready;
  }

  // What makes no difference here

  isFocused(): boolean {
    return !this.#destroyed;
  }
  getType(): string {
    return 'window';
  }
  getProcessId(): number {
    return 1;
  }
  getOSProcessId(): number {
    return process.pid;
  }
  setBackgroundThrottling(): void {}
  setIgnoreMenuShortcuts(): void {}
  setAudioMuted(): void {}
  openDevTools(): void {
    this.#devTools = true;
    record('webContents.openDevTools', this.id);
  }
  closeDevTools(): void {
    this.#devTools = false;
  }
  toggleDevTools(): void {
    if (this.#devTools) this.closeDevTools();
    else this.openDevTools();
  }
  isDevToolsOpened(): boolean {
    return this.#devTools;
  }
}
