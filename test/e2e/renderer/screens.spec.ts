/** Every screen in both themes: axe finds nothing, nothing is cut off, and on demand a picture is taken. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { violationsOf } from '../../support/accessibility.ts';
import { countOf } from '../../support/long-tail.ts';
import { SCENES } from './scenes.ts';
import { expect, test } from './window.ts';

const THEMES = ['light', 'dark'] as const;
/** In the others, what colours can break. */
const ASKED_EVERYTHING = countOf('themes in which axe asks everything', 1, THEMES.length);

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { name, show } of SCENES) {
  test(`${name}: axe finds nothing in either theme, and nothing is cut off at 200 % in a small window`, async ({
    window,
  }, testInfo) => {
    const { page } = window;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await show(window);
    const folder = testInfo.config.metadata.screens as string | undefined;
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      if (folder !== undefined) {
        mkdirSync(join(folder, colorScheme), { recursive: true });
        // What lies over the window is as large as the window.
        const fullPage = (await page.locator('.overlay').count()) === 0;
        await page.screenshot({ path: join(folder, colorScheme, `${name}.png`), fullPage });
      }
      const only = THEMES.indexOf(colorScheme) < ASKED_EVERYTHING ? 'everything' : 'colours';
      expect(await violationsOf(page, only), colorScheme).toEqual([]);
    }
    // 200 % of a window of 720 × 640 is what 360 × 320 is at 100 %.
    await page.setViewportSize({ width: 360, height: 320 });
    expect(await overflowOf(page)).toBe(0);
  });
}
