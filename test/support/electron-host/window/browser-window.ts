/** `BrowserWindow`: a page with a place on the screen. */
import { pathToFileURL } from 'node:url';
import type { BrowserWindowConstructorOptions, Rectangle, WindowOpenHandlerResponse } from 'electron';
import { record } from '../base/host.ts';
import { browser, start } from '../base/runtime.ts';
import { HostEvent, strictEmitter } from '../base/strict.ts';
import { Geometry } from './geometry.ts';
import type { Page } from './page.ts';
import { type Holder, type OpenDetails, WebContents } from './web-contents.ts';
import { readWebPreferences } from './web-preferences.ts';

const all = new Map<number, BrowserWindow>();
let lastId = 0;
let focused: BrowserWindow | undefined;

/** What the app is told about its windows. */
export interface WindowWitness {
  created(window: BrowserWindow): void;
  allClosed(): void;
  focusChanged(window: BrowserWindow, focused: boolean): void;
}
let witness: WindowWitness | undefined;
export function witnessWindows(by: WindowWitness): void {
  witness = by;
}

export class BrowserWindow extends strictEmitter('BrowserWindow') {
  readonly id: number;
  readonly webContents: WebContents;
  readonly #geometry: Geometry;
  readonly #options: BrowserWindowConstructorOptions;
  #title: string;
  #visible: boolean;
  #destroyed = false;
  #closable = true;
  #shownOnce = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    browser('Cannot create BrowserWindow before app is ready');
    lastId += 1;
    this.id = lastId;
    this.#options = options;
    this.#title = options.title ?? start().manifest.productName ?? start().manifest.name;
    this.#visible = options.show !== false;
    this.#geometry = new Geometry(options);
    this.#geometry.minimum = { width: options.minWidth ?? 0, height: options.minHeight ?? 0 };
    this.#geometry.change({});
    this.webContents = new WebContents(readWebPreferences(options), this.#holder());
    this.webContents.on('did-finish-load', () => {
      if (!this.#shownOnce) this.emit('ready-to-show');
      this.#shownOnce = true;
    });
    all.set(this.id, this);
    if (this.#visible) this.#focus();
    witness?.created(this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all.values()];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return all.get(id) ?? null;
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  #holder(): Holder {
    return {
      ...this.#geometry.bounds,
      close: () => this.close(),
      closed: () => this.#closed(),
      pageOpened: (page: Page) => this.#geometry.opened(page, this.#visible),
      open: (details, response) => this.#openAnother(details, response),
      titleChanged: (title) => this.setTitle(title),
    };
  }

  #openAnother(details: OpenDetails, response: WindowOpenHandlerResponse): void {
    const overrides = 'overrideBrowserWindowOptions' in response ? response.overrideBrowserWindowOptions : {};
    const opened = new BrowserWindow({
      ...overrides,
      webPreferences: { ...this.#options.webPreferences, ...overrides?.webPreferences },
    });
    this.webContents.emit('did-create-window', opened, details);
    opened.loadURL(details.url).catch(() => undefined);
  }

  // Loading

  loadURL(url: string, options?: { httpReferrer?: string }): Promise<void> {
    return this.webContents.loadURL(url, options);
  }
  loadFile(
    file: string,
    { search, hash, query }: { search?: string; hash?: string; query?: Record<string, string> } = {},
  ): Promise<void> {
    const url = pathToFileURL(file);
    if (query) url.search = String(new URLSearchParams(query));
    if (search !== undefined) url.search = search;
    if (hash !== undefined) url.hash = hash;
    return this.webContents.loadURL(url.href);
  }
  reload(): void {
    this.webContents.reload();
  }

  // On the screen

  show(): void {
    this.showInactive();
    this.#focus();
  }
  showInactive(): void {
    if (this.#visible) return;
    this.#visible = true;
    void this.#geometry.apply(true);
    this.emit('show');
  }
  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    void this.#geometry.apply(false);
    this.#blur();
    this.emit('hide');
  }
  isVisible(): boolean {
    return this.#visible && this.#geometry.state !== 'minimized';
  }
  focus(): void {
    this.#focus();
    this.webContents.focus();
  }
  blur(): void {
    this.#blur();
  }
  isFocused(): boolean {
    return focused === this;
  }
  moveTop(): void {
    this.webContents.focus();
  }
  minimize(): void {
    this.#become('minimized', 'minimize');
    this.#blur();
  }
  isMinimized(): boolean {
    return this.#geometry.state === 'minimized';
  }
  restore(): void {
    this.#become('normal', 'restore');
  }
  maximize(): void {
    this.#become('maximized', 'maximize');
  }
  unmaximize(): void {
    if (this.isMaximized()) this.#become('normal', 'unmaximize');
  }
  isMaximized(): boolean {
    return this.#geometry.state === 'maximized';
  }
  setFullScreen(on: boolean): void {
    if (on !== this.isFullScreen())
      this.#become(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen');
  }
  isFullScreen(): boolean {
    return this.#geometry.state === 'fullscreen';
  }
  isNormal(): boolean {
    return this.#geometry.state === 'normal';
  }

  #become(state: Geometry['state'], event: string): void {
    if (this.#geometry.state === state) return;
    this.#geometry.state = state;
    void this.#geometry.apply(this.#visible);
    this.emit(event);
  }

  // Place and size

  getBounds(): Rectangle {
    return { ...this.#geometry.shown() };
  }
  getNormalBounds(): Rectangle {
    return { ...this.#geometry.bounds };
  }
  getContentBounds(): Rectangle {
    return this.getBounds();
  }
  setBounds(bounds: Partial<Rectangle>): void {
    const { moved, resized } = this.#geometry.change(bounds);
    void this.#geometry.apply(this.#visible);
    if (moved) for (const event of ['move', 'moved']) this.emit(event);
    if (resized) for (const event of ['resize', 'resized']) this.emit(event);
  }
  getSize(): [number, number] {
    const { width, height } = this.getBounds();
    return [width, height];
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getContentSize(): [number, number] {
    return this.getSize();
  }
  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getPosition(): [number, number] {
    const { x, y } = this.getBounds();
    return [x, y];
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  setMinimumSize(width: number, height: number): void {
    this.#geometry.minimum = { width, height };
    this.setBounds({});
  }
  getMinimumSize(): [number, number] {
    return [this.#geometry.minimum.width, this.#geometry.minimum.height];
  }
  center(): void {
    const { width, height } = this.#geometry.bounds;
    const { x, y } = new Geometry({ width, height }).bounds;
    this.setBounds({ x, y });
  }

  // Title and decoration

  setTitle(title: string): void {
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  setBackgroundColor(color: string): void {
    record('BrowserWindow.setBackgroundColor', this.id, color);
  }
  setIcon(): void {}
  setMenu(menu: unknown): void {
    record('BrowserWindow.setMenu', this.id, menu !== null);
  }
  removeMenu(): void {
    record('BrowserWindow.setMenu', this.id, false);
  }
  setMenuBarVisibility(): void {}
  setAutoHideMenuBar(): void {}
  setProgressBar(progress: number): void {
    record('BrowserWindow.setProgressBar', this.id, progress);
  }
  flashFrame(flash: boolean): void {
    record('BrowserWindow.flashFrame', this.id, flash);
  }
  setContentProtection(enable: boolean): void {
    record('BrowserWindow.setContentProtection', this.id, enable);
  }
  setAlwaysOnTop(): void {}
  setResizable(): void {}
  setClosable(closable: boolean): void {
    this.#closable = closable;
  }
  setTitleBarOverlay(): void {}

  // Life

  close(): void {
    if (this.#destroyed || !this.#closable) return;
    const event = new HostEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    this.webContents.discard();
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }

  #closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#blur();
    all.delete(this.id);
    this.emit('closed');
    if (all.size === 0) witness?.allClosed();
  }

  #focus(): void {
    if (focused === this || this.#destroyed) return;
    focused?.blur();
    focused = this;
    this.emit('focus');
    witness?.focusChanged(this, true);
  }
  #blur(): void {
    if (focused !== this) return;
    focused = undefined;
    this.emit('blur');
    witness?.focusChanged(this, false);
  }
}

/** `webContents` as a module. */
export const webContentsModule = {
  getAllWebContents: () => WebContents.all(),
  getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
  fromId: (id: number) => WebContents.all().find((contents) => contents.id === id),
  /** Playwright finds a page's window by it. */
  fromDevToolsTargetId: (target: string) => WebContents.all().find(({ targetId }) => targetId === target),
};
