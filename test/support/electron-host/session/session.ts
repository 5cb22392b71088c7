/** `session`: one Chromium browser context per partition. Nothing persists; what matters is that none sees another's. */
import { lookup } from 'node:dns/promises';
import type { Certificate } from 'electron';
import { record } from '../base/host.ts';
import { netErrorName } from '../base/net-errors.ts';
import { browser } from '../base/runtime.ts';
import { HostEvent, strictEmitter, strictObject } from '../base/strict.ts';
import type { Judge, VerifyProc } from './certificates.ts';
import { fetchByPage } from './fetch.ts';
import { type CheckHandler, Permissions, type RequestHandler } from './permissions.ts';
import { SchemeHandlers } from './protocol.ts';
import { WebRequests } from './web-request.ts';

/** What an app's verifier may answer beside Chromium's error codes. */
const TRUSTED = 0;
const AS_CHROMIUM_SAYS = -3;

/** `app.on('certificate-error')`, asked when the session has no verifier of its own. */
let lastResort: (url: string, error: string, certificate: Certificate) => Promise<boolean> = () =>
  Promise.resolve(false);
export function setCertificateErrorListener(listener: typeof lastResort): void {
  lastResort = listener;
}

export class Session extends strictEmitter('session') {
  readonly partition: string;
  readonly permissions = new Permissions();
  readonly requests = new WebRequests();
  readonly schemes = new SchemeHandlers();
  readonly webRequest = this.requests.module;
  readonly protocol = this.schemes.module;
  #verify: VerifyProc | null = null;
  #context: Promise<string | undefined> | undefined;

  constructor(partition: string) {
    super();
    this.partition = partition;
  }

  /** The Chromium context of this partition; undefined for the default one. */
  context(): Promise<string | undefined> {
    this.#context ??= this.#openContext();
    return this.#context;
  }

  async #openContext(): Promise<string | undefined> {
    const { send } = browser('Session can only be used when app is ready').cdp.browser;
    const context =
      this.partition === ''
        ? undefined
        : (await send('Target.createBrowserContext', { disposeOnDetach: true })).browserContextId;
    await send('Browser.setDownloadBehavior', {
      behavior: 'deny',
      ...(context === undefined ? {} : { browserContextId: context }),
    });
    return context;
  }

  /** What the app thinks of a server that Chromium does not trust. */
  readonly judge: Judge = async (request, url) => {
    const { verificationResult, certificate } = request;
    const chromiums = verificationResult.replace(/^net::/, '');
    const verify = this.#verify;
    if (!verify) return (await lastResort(url, verificationResult, certificate)) ? undefined : chromiums;
    const verdict = await new Promise<number>((resolve) => verify(request, resolve));
    if (verdict === TRUSTED) return undefined;
    return verdict === AS_CHROMIUM_SAYS ? chromiums : netErrorName(verdict);
  };

  async fetch(input: string | Request | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input instanceof URL ? input.href : input, init);
    const known = /^(https?|file|data):/.test(request.url);
    if (!known || this.schemes.handles(request.url)) return await this.schemes.respond(request);
    const browserContextId = await this.context();
    return await fetchByPage(request, { browserContextId, judge: this.judge, requests: this.requests });
  }

  /** By the system's resolver; names below localhost are loopback, as for Chromium (RFC 6761 6.3). */
  async resolveHost(host: string): Promise<{ endpoints: { address: string; family: string }[] }> {
    const isLocal = host === 'localhost' || host.endsWith('.localhost');
    const found = isLocal ? [{ address: '127.0.0.1', family: 4 }] : await lookup(host, { all: true });
    return { endpoints: found.map(({ address, family }) => ({ address, family: `ipv${family}` })) };
  }

  /** Electron emits it before a download starts; the host's Chromium refuses them all. */
  downloadBegins(url: string, filename: string, contents: unknown): void {
    const item = {
      getURL: () => url,
      getFilename: () => filename,
      cancel: () => undefined,
      on: () => item,
      once: () => item,
    };
    record('session.will-download', url);
    this.emit('will-download', new HostEvent(), item, contents);
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.permissions.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.permissions.checkHandler = handler;
  }
  setCertificateVerifyProc(verify: VerifyProc | null): void {
    record('session.setCertificateVerifyProc', this.partition, verify !== null);
    this.#verify = verify;
  }
  setDevicePermissionHandler(handler: unknown): void {
    record('session.setDevicePermissionHandler', this.partition, handler !== null);
  }
  setDisplayMediaRequestHandler(handler: unknown): void {
    record('session.setDisplayMediaRequestHandler', this.partition, handler !== null);
  }
  setSpellCheckerEnabled(enable: boolean): void {
    record('session.setSpellCheckerEnabled', this.partition, enable);
  }
  setSpellCheckerLanguages(languages: readonly string[]): void {
    record('session.setSpellCheckerLanguages', this.partition, languages);
  }
  isPersistent(): boolean {
    return this.partition === '' || this.partition.startsWith('persist:');
  }
  getStoragePath(): string | null {
    return null;
  }
  async clearStorageData(options?: unknown): Promise<void> {
    record('session.clearStorageData', this.partition, options);
  }
  async clearCache(): Promise<void> {
    record('session.clearCache', this.partition);
  }
  async clearAuthCache(): Promise<void> {
    record('session.clearAuthCache', this.partition);
  }
  async clearHostResolverCache(): Promise<void> {
    record('session.clearHostResolverCache', this.partition);
  }
  async closeAllConnections(): Promise<void> {
    record('session.closeAllConnections', this.partition);
  }
}

const sessions = new Map<string, Session>();
let announce: (session: Session) => void = () => undefined;
/** `app.on('session-created')`. */
export function onSessionCreated(hear: typeof announce): void {
  announce = hear;
}

export function sessionOf(partition: string): Session {
  const known = sessions.get(partition);
  if (known) return known;
  const created = new Session(partition);
  sessions.set(partition, created);
  announce(created);
  return created;
}

export const session = strictObject('session', {
  fromPartition: (partition: string) => sessionOf(partition),
  get defaultSession() {
    return sessionOf('');
  },
});
