import { type Browser, type BrowserContextOptions, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../../scripts/find-chromium.ts';
import { violationsOf } from '../../support/accessibility.ts';
import { makeApi, type TestApi } from '../../unit/server/http/support.ts';

const CODE = 'K7QF-2M9X-4TDW';
const PIN = 'A'.repeat(43);

let api: TestApi;
let browser: Browser;
let origin: string;
let host: string;
beforeAll(async () => {
  api = await makeApi();
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
  host = new URL(origin).host;
  browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    executablePath: findChromium(process.env),
  });
});
afterAll(async () => {
  await browser?.close();
  await api?.dispose();
});

/** Opens the page and keeps an eye on everything that it asks for and complains about. */
async function open(fragment: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${origin}/i${fragment}`);
  return { page, context, requests, complaints };
}

describe('the page behind a web link, in Chromium', () => {
  it.each([
    [`#${CODE}`, `${CODE}@HOST`, `latchkey://HOST/${CODE}`],
    [`#${CODE.toLowerCase().replaceAll('-', '')}/${PIN}`, `${CODE}@HOST/${PIN}`, `latchkey://HOST/${CODE}/${PIN}`],
  ])('makes of %s an invite to copy and a link for the app, and tells nobody', async (fragment, invite, link) => {
    const { page, context, requests, complaints } = await open(fragment);
    expect(await page.locator('#invite').textContent()).toBe(invite.replace('HOST', host));
    expect(await page.getByRole('link', { name: 'Open in Latchkey' }).getAttribute('href')).toBe(
      link.replace('HOST', host),
    );
    expect(await page.locator('#stranger').isVisible()).toBe(false);
    expect(requests.filter((url) => !url.endsWith('/favicon.ico'))).toEqual([`${origin}/i`]);
    expect(complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))).toEqual([]);
    expect(api.lines.join('')).not.toMatch(/K7QF|k7qf/);
    await context.close();
  });

  it.each([
    [`%23${CODE}`, ''],
    [`%2523${CODE}`, ''],
    [`/#${CODE}`, ''],
    [`/${CODE}`, ''],
    [`%23${CODE}%2F${PIN}`, `/${PIN}`],
    [`#/${CODE}`, ''],
    [`#${CODE}%2F${PIN}`, `/${PIN}`],
    [`?utm_source=mail#${CODE}/${PIN}`, `/${PIN}`],
    [`#${CODE}/${PIN}&fbclid=x`, `/${PIN}`],
    [`#${CODE}/0000-0000-0000-0000`, '/0000-0000-0000-0000'],
    [`%23${CODE}%2F0000-0000-0000-0000`, '/0000-0000-0000-0000'],
  ])('reads what programs have made of the link: %s', async (changed, pin) => {
    const { page, context } = await open(changed);
    expect(await page.locator('#invite').textContent()).toBe(`${CODE}@${host}${pin}`);
    expect(new URL(page.url()).pathname).toBe('/i');
    expect(api.lines.join('')).not.toMatch(/K7QF/);
    await context.close();
  });

  it.each([
    '',
    '#',
    `%23${CODE}/short`,
    `/${CODE}%2F${PIN.slice(1)}`,
    '#K7QF-2M9X',
    `#${CODE}x`,
    `#${CODE}/short`,
    '#<img src=x onerror=alert(1)>',
    '#javascript:alert(1)',
    `#${CODE}/${'"'.repeat(43)}`,
  ])('makes nothing of the fragment %j', async (fragment) => {
    const { page, context } = await open(fragment);
    expect(await page.locator('#invited').isVisible()).toBe(false);
    expect(await page.getByRole('heading').textContent()).toBe('This link has no invite in it');
    expect(await page.locator('img').count()).toBe(0);
    await context.close();
  });

  it('copies the invite', async () => {
    const { page, context } = await open(`#${CODE}`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy invite' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${CODE}@${host}`);
    await context.close();
  });

  it('follows the link when another one is opened in the same tab', async () => {
    const { page, context } = await open('#nothing');
    await page.evaluate((code) => {
      location.hash = code;
    }, CODE);
    await page.getByText(`${CODE}@${host}`).waitFor();
    await context.close();
  });

  it.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
    for (const fragment of ['', `#${CODE}`]) {
      const { page, context } = await open(fragment, { colorScheme });
      expect(await violationsOf(page)).toEqual([]);
      await context.close();
    }
  });

  it('says what to do when scripts are switched off', async () => {
    const { page, context } = await open(`#${CODE}`, { javaScriptEnabled: false });
    expect(await page.locator('noscript').isVisible()).toBe(true);
    expect(await page.locator('#invited').isVisible()).toBe(false);
    await context.close();
  });
});
