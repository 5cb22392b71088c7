/** `app`: the application's life. */
import type { Certificate } from 'electron';
import { record } from '../base/host.ts';
import { browserIfReady, start } from '../base/runtime.ts';
import { HostEvent, strictEmitter } from '../base/strict.ts';
import { onSessionCreated, setCertificateErrorListener } from '../session/session.ts';
import { BrowserWindow, witnessWindows } from '../window/browser-window.ts';
import { createCommandLine } from './command-line.ts';
import { InstanceLock, type SecondInstance } from './instance-lock.ts';
import { chromiumLocale, preferredLanguages } from './languages.ts';
import { Paths } from './paths.ts';

class App extends strictEmitter('app') {
  readonly isPackaged = false;
  readonly dock = undefined;
  accessibilitySupportEnabled = false;
  badgeCount = 0;
  applicationMenu: unknown = null;
  userAgentFallback = '';
  allowRendererProcessReuse = true;
  runningUnderARM64Translation = false;
  readonly #readiness = Promise.withResolvers<void>();
  readonly #paths = new Paths(process.env, () => this.getName());
  readonly #protocols = new Set<string>();
  #commandLine: ReturnType<typeof createCommandLine> | undefined;
  #lock: InstanceLock | undefined;
  #name: string | undefined;
  #version: string | undefined;
  #ready = false;
  #quitting = false;
  #exiting = false;

  // Life

  whenReady(): Promise<void> {
    return this.#readiness.promise;
  }
  isReady(): boolean {
    return this.#ready;
  }
  /** Called once, by the host. */
  becomeReady(): void {
    this.#ready = true;
    this.emit('will-finish-launching');
    this.emit('ready', new HostEvent(), {});
    this.#readiness.resolve();
  }
  quit(): void {
    if (this.#exiting) return;
    const event = new HostEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0) {
      this.#quitting = false;
      return;
    }
    this.#finish();
  }
  /** Without asking anybody. */
  exit(code = 0): void {
    if (this.#exiting) return;
    this.#exiting = true;
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    this.emit('quit', new HostEvent(), code);
    this.#lock?.release();
    const chromium = browserIfReady();
    // The process goes on for the moment that Chromium needs to end, so that nothing outlives it.
    void (chromium ? chromium.close() : Promise.resolve()).finally(() => process.exit(code));
  }
  relaunch(options: object = {}): void {
    record('app.relaunch', options);
  }
  focus(options?: object): void {
    record('app.focus', options);
  }
  hide(): void {
    record('app.hide');
  }
  show(): void {
    record('app.show');
  }

  #finish(): void {
    const event = new HostEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#quitting = false;
    else this.exit(0);
  }
  /** Called by the windows. */
  allWindowsClosed(): void {
    if (this.#quitting || this.#exiting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  // One instance

  requestSingleInstanceLock(additionalData: unknown = null): boolean {
    this.#lock ??= new InstanceLock(this.getPath('userData'));
    const self = { argv: process.argv, cwd: process.cwd(), additionalData };
    return this.#lock.request(self, (second: SecondInstance) => {
      this.emit('second-instance', new HostEvent(), second.argv, second.cwd, second.additionalData);
    });
  }
  hasSingleInstanceLock(): boolean {
    return this.#lock?.held ?? false;
  }
  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }

  // Names and places

  get name(): string {
    return this.getName();
  }
  set name(name: string) {
    this.setName(name);
  }
  getName(): string {
    return this.#name ?? start().manifest.productName ?? start().manifest.name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getVersion(): string {
    return this.#version ?? start().manifest.version;
  }
  setVersion(version: string): void {
    this.#version = version;
  }
  getAppPath(): string {
    return start().appFolder;
  }
  getPath(name: string): string {
    const given = start().switches.get('user-data-dir');
    if (given && !this.#userDataSet) this.#paths.set('userData', given);
    this.#userDataSet = true;
    return this.#paths.get(name);
  }
  setPath(name: string, path: string): void {
    if (name === 'userData') this.#userDataSet = true;
    this.#paths.set(name, path);
  }
  setAppLogsPath(path?: string): void {
    this.#paths.set('logs', path ?? this.#paths.get('logs'));
  }
  #userDataSet = false;

  get commandLine(): ReturnType<typeof createCommandLine> {
    this.#commandLine ??= createCommandLine(start().switches);
    return this.#commandLine;
  }

  // Languages

  getLocale(): string {
    return chromiumLocale(this.getPreferredSystemLanguages());
  }
  getSystemLocale(): string {
    return this.getPreferredSystemLanguages()[0] ?? 'en-US';
  }
  getLocaleCountryCode(): string {
    return this.getSystemLocale().split('-')[1] ?? '';
  }
  getPreferredSystemLanguages(): string[] {
    return preferredLanguages(process.env, start().switches.get('lang'));
  }

  // The desktop, noted down

  setAsDefaultProtocolClient(protocol: string, path?: string, args?: readonly string[]): boolean {
    record('app.setAsDefaultProtocolClient', protocol, path, args);
    this.#protocols.add(protocol);
    return true;
  }
  removeAsDefaultProtocolClient(protocol: string): boolean {
    record('app.removeAsDefaultProtocolClient', protocol);
    return this.#protocols.delete(protocol);
  }
  isDefaultProtocolClient(protocol: string): boolean {
    return this.#protocols.has(protocol);
  }
  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }
  setAboutPanelOptions(options: object): void {
    record('app.setAboutPanelOptions', options);
  }
  showAboutPanel(): void {
    record('app.showAboutPanel');
  }
  setLoginItemSettings(settings: object): void {
    record('app.setLoginItemSettings', settings);
  }
  setBadgeCount(count = 0): boolean {
    record('app.setBadgeCount', count);
    this.badgeCount = count;
    return true;
  }
  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    record('app.enableSandbox');
  }
  disableHardwareAcceleration(): void {
    record('app.disableHardwareAcceleration');
  }
  setAccessibilitySupportEnabled(enabled: boolean): void {
    this.accessibilitySupportEnabled = enabled;
  }
  isAccessibilitySupportEnabled(): boolean {
    return this.accessibilitySupportEnabled;
  }
}

export const app = new App();

/** Connects the app with its windows and sessions. Called once, when the host starts. */
export function connectApp(): void {
  witnessWindows({
    created(window) {
      app.emit('web-contents-created', new HostEvent(), window.webContents);
      app.emit('browser-window-created', new HostEvent(), window);
    },
    allClosed: () => app.allWindowsClosed(),
    focusChanged(window, focused) {
      app.emit(focused ? 'browser-window-focus' : 'browser-window-blur', new HostEvent(), window);
    },
  });
  onSessionCreated((session) => app.emit('session-created', session));
  setCertificateErrorListener((url: string, error: string, certificate: Certificate) => {
    if (app.listenerCount('certificate-error') === 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const event = new HostEvent();
      app.emit('certificate-error', event, null, url, error, certificate, resolve, true);
      if (!event.defaultPrevented) resolve(false);
    });
  });
}
