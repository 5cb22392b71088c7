/** The Chromium that shows the windows: one process, one throw-away profile, both gone when the host is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findChromium } from '../../../../scripts/find-chromium.ts';
import { CdpConnection, CdpSession } from './cdp.ts';

export const MAPPED_HOST_SUFFIX = '.electron-host.invalid';
/** Pages of the host's own that no spec shall see. */
export const HIDDEN_PAGE = 'about:blank#electron-host-hidden';
/** The page that Chromium opens by itself, without tabs and address, when it is shown to a person. It takes no `about:` for that. */
const FIRST_PAGE = 'data:text/html,electron-host-first';
const STOP_TIMEOUT_MS = 3_000;

export interface BrowserOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly visible: boolean;
  /** Such as `de-DE`, most wanted first. */
  readonly languages: readonly string[];
}

export interface PageTarget {
  readonly targetId: string;
  readonly session: CdpSession;
}

export class Browser {
  readonly cdp: CdpConnection;
  /** Chromium's own debugging address; undefined when shown to a person. */
  readonly debugUrl: string | undefined;
  /** Chromium's own, such as `156.0.7000.1`; known once it has started. */
  version = '';
  readonly #child: ChildProcess;
  readonly #reaper: ChildProcess;
  readonly #opening = new Map<string, (page: PageTarget) => void>();
  readonly #arrived = new Map<string, PageTarget>();
  #creating = 0;
  /** The window that Chromium opens by itself when it is shown to a person. */
  readonly #first = Promise.withResolvers<PageTarget>();
  /** Whether that one is there, or to come, and not in use yet. */
  #firstIsFree: boolean;

  private constructor(cdp: CdpConnection, child: ChildProcess, reaper: ChildProcess, debugUrl: string | undefined) {
    this.cdp = cdp;
    this.#child = child;
    this.#reaper = reaper;
    this.debugUrl = debugUrl;
    this.#firstIsFree = debugUrl === undefined;
  }

  /** @throws Error with what Chromium said when it does not start */
  static async start(options: BrowserOptions): Promise<Browser> {
    const profile = makeProfile(options.languages);
    const child = spawn(findChromium(options.env), switches(options, profile), {
      env: { ...options.env, LANGUAGE: options.languages.map((language) => language.replace('-', '_')).join(':') },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that the reaper can end all of it.
      detached: true,
    });
    const reaper = startReaper(child.pid ?? 0, profile);
    const [, , , output, input] = child.stdio;
    const cdp = new CdpConnection(output as Writable, input as Readable);
    const browser = new Browser(cdp, child, reaper, options.visible ? undefined : await debugAddress(child));
    const [{ product }] = await Promise.all([cdp.browser.send('Browser.getVersion'), browser.#attachToPages()]);
    browser.version = product.replace(/^.*\//, '');
    return browser;
  }

  onExit(hear: () => void): void {
    this.#child.once('exit', hear);
  }

  /** Opens a page that waits for `Runtime.runIfWaitingForDebugger`. */
  async openPage(target: {
    hidden?: boolean;
    width?: number;
    height?: number;
    browserContextId?: string | undefined;
  }): Promise<PageTarget> {
    const { hidden = false, browserContextId, ...size } = target;
    if (this.#firstIsFree && !hidden && browserContextId === undefined) {
      this.#firstIsFree = false;
      return this.#first.promise;
    }
    this.#creating += 1;
    try {
      const { targetId } = await this.cdp.browser.send('Target.createTarget', {
        url: hidden ? HIDDEN_PAGE : 'about:blank',
        ...(browserContextId === undefined ? {} : { browserContextId }),
        ...(hidden ? { background: true } : { newWindow: true, ...size }),
      });
      const arrived = this.#arrived.get(targetId);
      this.#arrived.delete(targetId);
      return arrived ?? (await new Promise((resolve) => this.#opening.set(targetId, resolve)));
    } finally {
      this.#creating -= 1;
      if (this.#creating === 0) this.#closeStrangers();
    }
  }

  closePage(targetId: string): Promise<unknown> {
    return this.cdp.browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }

  /** Ends Chromium and waits until the profile is gone; bounded. */
  async close(): Promise<void> {
    this.#reaper.stdin?.end();
    const gone = this.#reaper.exitCode === null ? once(this.#reaper, 'exit') : Promise.resolve();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())]);
  }

  async #attachToPages(): Promise<void> {
    const { browser } = this.cdp;
    browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const page = { targetId: targetInfo.targetId, session: new CdpSession(this.cdp, sessionId) };
      const opening = this.#opening.get(page.targetId);
      this.#opening.delete(page.targetId);
      if (opening) opening(page);
      else if (targetInfo.url === FIRST_PAGE) this.#first.resolve(page);
      else if (targetInfo.openerId === undefined && this.#creating > 0) this.#arrived.set(page.targetId, page);
      // A pop-up: it is paused, and has loaded nothing. What its opener asked for is the opener's event.
      else void this.closePage(page.targetId);
    });
    const filter = [{ type: 'page' }, { exclude: true }];
    await browser.send('Target.setDiscoverTargets', { discover: true, filter });
    await browser.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter,
    });
  }

  #closeStrangers(): void {
    for (const targetId of this.#arrived.keys()) void this.closePage(targetId);
    this.#arrived.clear();
  }
}

function makeProfile(languages: readonly string[]): string {
  const profile = mkdtempSync(join(tmpdir(), 'electron-host-'));
  mkdirSync(join(profile, 'Default'), { mode: 0o700 });
  // In place of select-client-certificate: the first certificate of this HOME's NSS store that the server's list of CAs
  // admits. A headless Chromium would otherwise wait for a choice forever.
  const exceptions = { auto_select_certificate: { '*,*': { setting: { filters: [{}] } } } };
  const preferences = {
    profile: { content_settings: { exceptions } },
    intl: { accept_languages: languages.join(',') },
  };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences), { mode: 0o600 });
  return profile;
}

/**
 * Waits for the host's end, whatever it is, by the end of a pipe that only the host holds; then ends Chromium's group and
 * removes the profile. Detached, because Playwright ends the host's whole group at once.
 */
function startReaper(pid: number, profile: string): ChildProcess {
  const script = `trap "" INT TERM HUP; read -r _
    kill -s KILL -- "-$1" 2>/dev/null
    # What is still being ended may write once more; a Chromium that somebody else kept alive is not waited for.
    left=200; while rm -rf -- "$2"; sleep 0.05; [ -e "$2" ] && [ "$left" -gt 0 ]; do left=$((left - 1)); done`;
  const reaper = spawn('/bin/sh', ['-c', script, 'electron-host-reaper', String(pid), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  reaper.stdin?.on('error', () => undefined);
  reaper.unref();
  return reaper;
}

function switches({ visible, languages }: BrowserOptions, profile: string): string[] {
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--disable-breakpad',
    '--disable-features=Translate,HttpsUpgrades,MediaRouter',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--password-store=basic',
    // One page, one session: frames cannot slip past what watches their page.
    '--disable-site-isolation-trials',
    // Electron lets file: pages read their own modules.
    '--allow-file-access-from-files',
    `--accept-lang=${languages.join(',')}`,
    `--lang=${languages[0] ?? 'en-US'}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    ...(visible
      ? [`--app=${FIRST_PAGE}`, ...(process.env.LATCHKEY_HOST_CHROMIUM_SWITCHES ?? '').split(' ').filter(Boolean)]
      : [
          '--headless',
          '--disable-gpu',
          '--screen-info={1440x1000}',
          '--no-startup-window',
          '--remote-debugging-port=0',
        ]),
  ];
}

/** What Chromium says on standard error when it listens. */
function debugAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /^DevTools listening on (ws:\S+)/m.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`test host: Chromium ended with ${code}. It said:\n${said}`)));
  });
}
