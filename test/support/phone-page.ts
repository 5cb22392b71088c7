/** Somebody with a phone who goes through the page of an invite, as far as Chromium can be that phone. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Download, devices, type Page } from 'playwright';
import { de } from '../../renderer/page/texts/de.ts';
import { en, type PageTexts } from '../../renderer/page/texts/en.ts';
import { es } from '../../renderer/page/texts/es.ts';
import { fr } from '../../renderer/page/texts/fr.ts';
import { nl } from '../../renderer/page/texts/nl.ts';
import { findChromium } from '../../scripts/find-chromium.ts';
import type { Identity } from './probe.ts';

export const PAGE_TEXTS: Readonly<Record<string, PageTexts>> = { en, de, fr, es, nl };

export const PHONES = { pixel: devices['Pixel 7'], iphone: devices['iPhone 15'] } as const;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    executablePath: findChromium(process.env),
  });

export interface OtherSite {
  /** The address of a page of HTML. One that is written into a tab would inherit the policy of what was there before. */
  page(html: string): string;
  close(): void;
}

/** Another site, of its own origin. */
export async function openOtherSite(): Promise<OtherSite> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    response.setHeader('content-type', 'text/html').end(searchParams.get('html'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    page: (html) => `http://127.0.0.1:${port}/?html=${encodeURIComponent(html)}`,
    close: () => void server.close(),
  };
}

export interface Visit {
  readonly page: Page;
  /** Everything that the page asked for: method, address and body. */
  readonly sent: { readonly method: string; readonly url: string; readonly body: string }[];
  /** What the browser complained about. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens an address and keeps an eye on what the page sends and complains about. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const sent: Visit['sent'] = [];
  const complaints: string[] = [];
  page.on('request', (request) =>
    sent.push({ method: request.method(), url: request.url(), body: request.postData() ?? '' }),
  );
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (!/favicon|404/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, sent, complaints, close: () => context.close() };
}

/** Opens the page behind the key in a browser that shows one: the signing API hears of it as Caddy would say it. */
export async function showKey(page: Page, origin: string, certificate: string): Promise<void> {
  const shown = `:${certificate.replaceAll(/-----[^-]+-----|\s/g, '')}:`;
  await page.unroute('**/me');
  await page.route('**/me', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'client-cert': shown } }),
  );
  await page.goto(`${origin}/me`);
}

const saved = async (download: Download) => ({
  name: download.suggestedFilename(),
  bytes: await readFile(await download.path()),
});

/** Goes on and says yes until the key is there. */
export async function createKey(page: Page, t: PageTexts): Promise<void> {
  await page.getByRole('button', { name: t.goOn, exact: true }).click();
  await page.getByRole('button', { name: t.makeKey, exact: true }).click();
  await page.getByRole('heading', { name: t.ready, exact: true }).waitFor();
}

/** @returns the file that the page hands out, and the words that open it */
export async function downloadKey(page: Page, t: PageTexts) {
  const password = (await page.locator('#password').textContent()) ?? '';
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: t.download, exact: true }).click();
  return { password, ...(await saved(await download)) };
}

/** The same for a profile. */
export async function downloadProfile(page: Page, t: PageTexts) {
  await page.getByRole('button', { name: t.goOn, exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: t.profile, exact: true }).click();
  return saved(await download);
}

/** Certificate and key of the file, as OpenSSL reads them. */
function identityOf(bytes: Uint8Array, password: string): Identity {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-p12-'));
  try {
    const file = join(folder, 'key.p12');
    writeFileSync(file, bytes, { mode: 0o600 });
    const words = ['pkcs12', '-in', file, '-passin', 'stdin', '-nodes'];
    const pem = execFileSync('openssl', words, {
      input: password,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const part = (label: string) =>
      new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(pem)?.[0] ?? '';
    return { cert: part('CERTIFICATE'), key: part('PRIVATE KEY') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Goes through the page as a Pixel. @returns what a program needs to get in with the key */
export async function keyOfPhone(browser: Browser, url: string): Promise<Identity> {
  const { page, close } = await visit(browser, url, PHONES.pixel);
  try {
    await createKey(page, en);
    const { bytes, password } = await downloadKey(page, en);
    return identityOf(bytes, password);
  } finally {
    await close();
  }
}
