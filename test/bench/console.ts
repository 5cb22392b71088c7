/**
 * `npm run bench:console [-- --devices 10000] [-- --json]`: what the admin's console costs the admin, in a real Chromium
 * through the real HAProxy and Caddy: the first paint of a cold load, a search among so many devices, and the way down their list.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { findChromium } from '../../scripts/find-chromium.ts';
import { openHome } from '../../server/home/open.ts';
import { openKeyBrowser, wayFromTheLan } from '../support/chromium-with-key.ts';
import { HOME_NAME, latchkeyJson, makeThrowAwayHome } from '../support/throw-away-home.ts';
import { fillRegistry } from './filled-registry.ts';
import './shipped.ts';

const { values } = parseArgs({ options: { devices: { type: 'string', default: '10000' }, json: { type: 'boolean' } } });
const devices = Number(values.devices);
/** So many rows further down nobody scrolls. */
const DOWN = 2000;
const clock = { now: () => Date.now() };

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

const home = await makeThrowAwayHome();
const nobody = await mkdtemp(join(tmpdir(), 'latchkey-nobody-'));
try {
  const admin = await openHome(home.dir, clock, 'admin:bench');
  fillRegistry(admin.registry, devices, clock.now());
  admin.close();
  await home.up();
  const way = await wayFromTheLan(home.httpsPort);
  const browser = await openKeyBrowser({
    ...{ env: { PATH: process.env.PATH ?? '', HOME: nobody }, home: HOME_NAME, args: [way.flag] },
    launch: { executablePath: findChromium(process.env) },
  });
  const page = await browser.newPage();
  const { link } = await latchkeyJson<{ link: string }>(['console', '--dir', home.dir]);
  await page.goto(link);
  const heading = page.getByRole('heading', { level: 1 });
  await heading.waitFor();
  const origin = new URL(link).origin;

  // Cold: nothing of it is in the browser's cache.
  const network = await page.context().newCDPSession(page);
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  const paints: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    await page.goto(`${origin}/`);
    await heading.waitFor();
    paints.push(
      await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
    );
  }
  const firstPaint = Math.round(paints.sort((a, b) => a - b)[2] ?? Number.NaN);
  await page.goto(`${origin}/#/devices`);
  const rows = page.locator('.entries > .entry');
  await rows.first().waitFor();
  const list = await page.evaluate(async () => {
    const times: number[] = [];
    for (let run = 0; run < 9; run += 1) {
      const start = performance.now();
      await (await fetch('/api/devices?order=expiring&limit=50')).json();
      times.push(performance.now() - start);
    }
    return Math.round(times.sort((a, b) => a - b)[4] ?? Number.NaN);
  });
  /** How {@link fillRegistry} calls the last one. */
  const last = `Laptop ${devices - 1}`;
  const search = await milliseconds(async () => {
    await page.getByRole('searchbox').fill(last);
    await page.locator('.entry-name', { hasText: last }).waitFor();
  });
  await page.getByRole('searchbox').fill('');
  await rows.nth(10).waitFor();
  const down = await milliseconds(async () => {
    for (let before = -1, now = 0; now < DOWN && (await page.locator('.more').count()) > 0; ) {
      now = await rows.count();
      if (now !== before) await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      before = now;
      await page.waitForTimeout(50);
    }
  });
  const figures = {
    ...{ devices, 'first paint, ms': firstPaint },
    ...{ 'list of 50, ms': list, 'search until seen, ms': search },
    ...{ 'so far down the list, ms': down, 'rows there': await rows.count() },
  };
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, undefined, 2)}\n`);
  await browser.close();
  way.close();
} finally {
  await home.remove();
  await rm(nobody, { recursive: true, force: true });
}
