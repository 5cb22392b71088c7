/** A page's way from address to address, told in Electron's events. */
import type { EventEmitter } from 'node:events';
import { record } from '../base/host.ts';
import { netErrorCode } from '../base/net-errors.ts';
import { HostEvent } from '../base/strict.ts';
import type { CdpSession } from '../chromium/cdp.ts';
import { fromWire, isMapped, toWire } from '../session/scheme-map.ts';
import type { Session } from '../session/session.ts';
import type { Page } from './page.ts';
import { RequestGate } from './request-gate.ts';

/** What a navigator needs of its webContents. */
type Contents = EventEmitter & { readonly mainFrame: unknown; readonly session: Session };
const ENDS = ['did-finish-load', 'did-fail-load', 'destroyed', 'render-process-gone'];

export class Navigator {
  url = '';
  title = '';
  loading = false;
  readonly #contents: Contents;
  /** Addresses that the host itself is loading. */
  readonly #loads = new Set<string>();
  #page: Page | undefined;
  #status = 0;
  /** The page itself asked for the navigation that is about to leave. */
  #askedByPage = false;

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  async watch(page: Page, facts: object): Promise<void> {
    this.#page = page;
    this.#watchLoading(page.session, page.targetId);
    this.#watchNavigation(page.session, page.targetId);
    const gate = new RequestGate(page.session, page.targetId, this.#contents.session, this, facts);
    await gate.watch();
  }

  /** @throws Error `ERR_… (-…) loading '…'`, with errno, code and url, as Electron's */
  async load(url: string, referrer: string | undefined): Promise<void> {
    const finished = this.#nextEnd();
    const wire = toWire(url);
    this.#loads.add(wire);
    const { errorText, loaderId } = await this.#send('Page.navigate', {
      url: wire,
      ...(referrer === undefined ? {} : { referrer }),
    }).finally(() => this.#loads.delete(wire));
    if (errorText !== undefined) throw this.#failed(errorText.replace(/^net::/, ''), url);
    // Only the fragment changed: nothing will load.
    if (loaderId === undefined) return;
    await finished;
  }

  async reload(ignoreCache: boolean): Promise<void> {
    await this.#send('Page.reload', { ignoreCache });
  }

  /** A page asked for an address that makes no request: one within the page, of the app's own, or for the desktop. */
  async withoutRequest(url: string): Promise<void> {
    if (!this.allows({ url, isMainFrame: true, isRedirect: false }, true)) return;
    const scheme = url.slice(0, url.indexOf(':'));
    if (['about', 'blob', 'data'].includes(scheme) || isMapped(scheme)) {
      return await this.load(url, undefined).catch(() => undefined);
    }
    // Electron asks the permission handler before it hands an address to the desktop.
    const granted = await this.#contents.session.permissions.grants(this.#contents, 'openExternal', url);
    record(granted ? 'host.external-protocol-opened' : 'host.external-protocol-denied', url);
  }

  allows(
    { url, isMainFrame, isRedirect }: { url: string; isMainFrame: boolean; isRedirect: boolean },
    asked = this.#askedByPage,
  ) {
    const about = {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: this.#contents.mainFrame,
      initiator: this.#contents.mainFrame,
    };
    const event = new HostEvent(about);
    const tell = (name: string) => this.#contents.emit(name, event, url, false, isMainFrame, 1, 1);
    if (isRedirect) tell('will-redirect');
    else if (!isMainFrame) tell('will-frame-navigate');
    else if (asked) {
      this.#askedByPage = false;
      tell('will-frame-navigate');
      if (!event.defaultPrevented) tell('will-navigate');
    }
    return !event.defaultPrevented;
  }

  async begins(url: string): Promise<void> {
    const { session } = this.#contents;
    await session.permissions.apply(this.#contents, url, await session.context());
  }

  #watchNavigation({ on }: CdpSession, mainFrame: string): void {
    on('Page.frameRequestedNavigation', ({ frameId, url, disposition }) => {
      if (frameId !== mainFrame || disposition !== 'currentTab') return;
      this.#askedByPage = /^(https?|file):/.test(url);
    });
    on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
      const isSameDocument = navigationType === 'sameDocument';
      const about = { url: fromWire(url), isMainFrame: frameId === mainFrame, isSameDocument };
      this.#contents.emit(
        'did-start-navigation',
        new HostEvent(about),
        about.url,
        isSameDocument,
        about.isMainFrame,
        1,
        1,
      );
    });
    on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.url = fromWire(frame.unreachableUrl ?? frame.url + (frame.urlFragment ?? ''));
      if (frame.unreachableUrl !== undefined) return;
      this.#contents.emit('did-navigate', new HostEvent(), this.url, this.#status, '');
    });
    on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId !== mainFrame) return;
      this.url = fromWire(url);
      this.#contents.emit('did-navigate-in-page', new HostEvent(), this.url, true, 1, 1);
    });
  }

  #watchLoading({ on }: CdpSession, mainFrame: string): void {
    const documents = new Map<string, string>();
    on('Network.requestWillBeSent', ({ requestId, type, frameId, request }) => {
      if (type === 'Document' && frameId === mainFrame) documents.set(requestId, request.url);
    });
    on('Network.responseReceived', ({ requestId, response }) => {
      if (documents.has(requestId)) this.#status = response.status;
    });
    on('Network.loadingFailed', ({ requestId, errorText }) => {
      const url = documents.get(requestId);
      if (url === undefined || errorText === 'net::ERR_ABORTED') return;
      // What the host itself loads is told by `load`, which Chromium answers with the same error.
      if (!this.#loads.has(url)) this.#failed(errorText.replace(/^net::/, ''), fromWire(url));
    });
    on('Page.frameStartedLoading', ({ frameId }) => {
      if (frameId !== mainFrame) return;
      this.loading = true;
      this.#contents.emit('did-start-loading');
    });
    on('Page.frameStoppedLoading', ({ frameId }) => {
      if (frameId !== mainFrame) return;
      this.loading = false;
      this.#contents.emit('did-stop-loading');
    });
    on('Page.domContentEventFired', () => this.#contents.emit('dom-ready', new HostEvent()));
    on('Page.loadEventFired', () => {
      if (this.url !== '') this.#contents.emit('did-finish-load', new HostEvent());
    });
  }

  #failed(code: string, url: string): Error {
    const errno = netErrorCode(code);
    this.#contents.emit('did-fail-load', new HostEvent(), errno, code, url, true, 1, 1);
    return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { errno, code, url });
  }

  #nextEnd(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        for (const name of ENDS) this.#contents.off(name, end);
        resolve();
      };
      for (const name of ENDS) this.#contents.on(name, end);
    });
  }

  get #send(): CdpSession['send'] {
    if (!this.#page) throw new Error('test host: the page is not open yet');
    return this.#page.session.send;
  }
}
