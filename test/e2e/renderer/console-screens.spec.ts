/** Every page of the console in both themes: axe finds nothing, nothing is cut off at 360 px, and its picture is of now. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page } from 'playwright/test';
import { violationsOf } from '../../support/accessibility.ts';
import { settled } from '../../support/console/window.ts';
import { countOf } from '../../support/long-tail.ts';
import { sceneIn, sceneOf, withScene } from '../../support/renderer/picture.ts';
import { CONSOLE_SCENES } from './console-scenes.ts';

const PICTURES = join(import.meta.dirname, '../../../docs/screens/console');
const WIDE = { width: 1200, height: 1000 };
const NARROW = { width: 360, height: 640 };
const THEMES = ['light', 'dark'] as const;
/** In the others, what colours can break. */
const ASKED_EVERYTHING = countOf('themes in which axe asks everything of the console', 1, THEMES.length);

/** One page for all of a worker's scenes, which is quicker than another browser context by a second. */
const test = base.extend<object, { readonly shared: Page; readonly complaints: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern.
  complaints: [async ({}, use) => use([]), { scope: 'worker' }],
  shared: [
    async ({ browser, complaints }, use) => {
      const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
      const page = await context.newPage();
      // A browser writes down each refusal of the home, which is what some scenes are about.
      page.on('console', (message) => {
        if (!/Failed to load resource/.test(message.text())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
      await use(page);
      await context.close();
    },
    { scope: 'worker' },
  ],
});

test.describe.configure({ mode: 'parallel' });

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { name, show } of CONSOLE_SCENES) {
  test(`${name}: axe finds nothing, the pictures are of now, nothing is cut off in 360 px`, async ({
    shared: page,
    complaints,
  }, testInfo) => {
    complaints.length = 0;
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
    await show(page);
    await page.mouse.move(0, 0);
    await settled(page);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const picture = join(PICTURES, colorScheme, `${name}.png`);
      const scene = await sceneOf(page);
      if (testInfo.config.metadata.takePictures === true) {
        mkdirSync(join(PICTURES, colorScheme), { recursive: true });
        writeFileSync(picture, withScene(await page.screenshot(), scene));
      }
      expect(sceneIn(picture), `${picture} shows what was before: npm run screens`).toBe(scene);
      const only = THEMES.indexOf(colorScheme) < ASKED_EVERYTHING ? 'everything' : 'colours';
      expect(await violationsOf(page, only), colorScheme).toEqual([]);
    }
    await page.setViewportSize(NARROW);
    expect(await overflowOf(page)).toBe(0);
    // Whatever people typed is text, and nothing that the page's policy forbids is tried.
    expect(complaints).toEqual([]);
  });
}
