/**
 * Visits with Chromium: its network stack, its NSS store, this person's certificate. The profile is new and thrown away,
 * every visit has a context of its own, and no script of a page that it visits is run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessProbe, ProbeResult, Visitor } from '../../core/ports.ts';
import { Cdp, type CdpParams } from './cdp.ts';
import { netFailure } from './net-error.ts';

const VISIT_TIMEOUT_MS = 20_000;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;

export interface ChromiumOptions {
  /** Absolute path. */
  readonly executable: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the throw-away profile goes for as long as it runs. */
  readonly tempRoot: string;
  /** Chromium's sandbox cannot run as root. */
  readonly asRoot: boolean;
  /** Subject and issuer of the one certificate to show, as Chromium's filters name their parts. */
  readonly certificate: { readonly subject: CertificateName; readonly issuer: CertificateName };
  /** base64 SHA-256 of the SubjectPublicKeyInfo of servers that are trusted beside those the system trusts. */
  readonly serverKeys: readonly string[];
  /** Visits for strangers: Chromium would show a certificate or wait for a choice. */
  readonly stranger: AccessProbe;
}

export interface CertificateName {
  readonly CN?: string;
  readonly O?: string;
  readonly OU?: string;
}

export class ChromiumProbe implements AccessProbe {
  readonly name: string;
  readonly knowsDevice = true;
  readonly #browser: Browser;
  readonly #stranger: AccessProbe;

  private constructor(name: string, browser: Browser, stranger: AccessProbe) {
    this.name = name;
    this.#browser = browser;
    this.#stranger = stranger;
  }

  /** @throws Error when Chromium does not start */
  static async start(options: ChromiumOptions): Promise<ChromiumProbe> {
    const browser = await Browser.launch(options);
    try {
      const { product } = await within(START_TIMEOUT_MS, browser.cdp.send('Browser.getVersion'));
      const name = String(product).replace(/^(Headless)?Chrome\//, 'Chromium ');
      return new ChromiumProbe(name, browser, options.stranger);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async visit(url: string, visitor: Visitor): Promise<ProbeResult> {
    if (visitor === 'stranger') return this.#stranger.visit(url, visitor);
    const begun = performance.now();
    const ms = () => Math.round(performance.now() - begun);
    try {
      const seen = await within(VISIT_TIMEOUT_MS, this.#visit(url));
      if (typeof seen === 'string') return { kind: 'failure', failure: netFailure(seen), detail: seen, ms: ms() };
      return { kind: 'answer', ...seen, ms: ms() };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { kind: 'failure', failure: 'not-answering', detail, ms: ms() };
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#stranger.close();
  }

  /** @returns the answer, or Chromium's word for why there is none */
  async #visit(url: string): Promise<{ status: number; headers: Record<string, string>; body: string } | string> {
    const { cdp } = this.#browser;
    const { browserContextId } = await cdp.send('Target.createBrowserContext', { disposeOnDetach: true });
    try {
      const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId });
      const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
      const session = String(sessionId);
      const answered = Promise.withResolvers<{ status: number; headers: Record<string, string>; body: string }>();
      cdp.on(session, 'Fetch.requestPaused', (paused) => {
        this.#paused(session, paused).then((answer) => answer && answered.resolve(answer), answered.reject);
      });
      // Paused when its head is here: a redirect is an answer, and no script of the page ever runs.
      await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Response' }] }, session);
      const navigated = cdp.send('Page.navigate', { url }, session).then(({ errorText }) => String(errorText ?? ''));
      const first = await Promise.race([answered.promise, navigated]);
      return first === '' ? await answered.promise : first;
    } finally {
      cdp.send('Target.disposeBrowserContext', { browserContextId }).catch(() => undefined);
    }
  }

  async #paused(session: string, paused: CdpParams) {
    const { cdp } = this.#browser;
    const { requestId, responseStatusCode, responseHeaders } = paused;
    if (typeof responseStatusCode !== 'number') {
      // A network error: let it go on, so that the navigation tells which.
      await cdp.send('Fetch.continueRequest', { requestId }, session);
      return undefined;
    }
    const headers = (responseHeaders ?? []) as { name: string; value: string }[];
    const { body, base64Encoded } = await cdp
      .send('Fetch.getResponseBody', { requestId }, session)
      // A redirect's body cannot be had.
      .catch(() => ({ body: '', base64Encoded: false }));
    return {
      status: responseStatusCode,
      headers: Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
      body: Buffer.from(String(body), base64Encoded ? 'base64' : 'utf8').toString('utf8'),
    };
  }
}

/** A Chromium process, its pipe and its profile. */
class Browser {
  readonly cdp: Cdp;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #gone: Promise<unknown>;

  private constructor(cdp: Cdp, child: ChildProcess, profile: string) {
    this.cdp = cdp;
    this.#child = child;
    this.#profile = profile;
    this.#gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  }

  static async launch(options: ChromiumOptions): Promise<Browser> {
    const profile = await mkdtemp(join(options.tempRoot, 'latchkey-access-'));
    await writePreferences(profile, options.certificate);
    const child = spawn(options.executable, switches(options, profile), {
      env: options.env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [, , , output, input] = child.stdio;
    if (!(output && 'write' in output && input && 'setEncoding' in input)) throw new TypeError('no pipes');
    return new Browser(new Cdp(output, input), child, profile);
  }

  async close(): Promise<void> {
    this.cdp.send('Browser.close').catch(() => undefined);
    await Promise.race([this.#gone, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    this.#child.kill('SIGKILL');
    await this.#gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Lets Chromium show exactly this certificate without asking; a headless one would wait for an answer forever. */
async function writePreferences(profile: string, { subject, issuer }: ChromiumOptions['certificate']): Promise<void> {
  const setting = { filters: [{ ISSUER: issuer, SUBJECT: subject }] };
  const exceptions = { auto_select_certificate: { '*,*': { setting } } };
  await mkdir(join(profile, 'Default'), { mode: 0o700 });
  const path = join(profile, 'Default', 'Preferences');
  await writeFile(path, JSON.stringify({ profile: { content_settings: { exceptions } } }), { mode: 0o600 });
}

function switches({ serverKeys, asRoot }: ChromiumOptions, profile: string): string[] {
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-breakpad',
    '--password-store=basic',
    ...(serverKeys.length > 0 ? [`--ignore-certificate-errors-spki-list=${serverKeys.join(',')}`] : []),
    ...(asRoot ? ['--no-sandbox'] : []),
    'about:blank',
  ];
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: over.signal }).then(() => {
    throw new Error('It did not answer in time.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
