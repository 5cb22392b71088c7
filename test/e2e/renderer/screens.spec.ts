/** Every screen in both themes: axe finds nothing, nothing is cut off, and its picture is of now. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { violationsOf } from '../../support/accessibility.ts';
import { countOf } from '../../support/long-tail.ts';
import { sceneIn, sceneOf, withScene } from '../../support/renderer/picture.ts';
import { SCENES } from './scenes.ts';
import { expect, test } from './window.ts';

const PICTURES = join(import.meta.dirname, '../../../docs/screens');
// Each scene starts from nothing: whichever worker is free shows the next.
test.describe.configure({ mode: 'parallel' });

const THEMES = ['light', 'dark'] as const;
/** In the others, what colours can break. */
const ASKED_EVERYTHING = countOf('themes in which axe asks everything', 1, THEMES.length);

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { name, show } of SCENES) {
  test(`${name}: axe finds nothing, the pictures are of now, nothing is cut off at 200 % in a small window`, async ({
    window,
  }, testInfo) => {
    const { page } = window;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await show(window);
    // What is below the pointer after the last click, where the machine's fonts have it, looks different.
    await page.mouse.move(0, 0);
    const { takePictures } = testInfo.config.metadata;
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const picture = join(PICTURES, colorScheme, `${name}.png`);
      const scene = await sceneOf(page);
      if (takePictures === true) {
        mkdirSync(join(PICTURES, colorScheme), { recursive: true });
        // What lies over the window is as large as the window.
        const fullPage = (await page.locator('.overlay').count()) === 0;
        writeFileSync(picture, withScene(await page.screenshot({ fullPage }), scene));
      }
      expect(sceneIn(picture), `${picture} shows what was before: npm run screens`).toBe(scene);
      const only = THEMES.indexOf(colorScheme) < ASKED_EVERYTHING ? 'everything' : 'colours';
      expect(await violationsOf(page, only), colorScheme).toEqual([]);
    }
    // 200 % of a window of 720 × 640 is what 360 × 320 is at 100 %.
    await page.setViewportSize({ width: 360, height: 320 });
    expect(await overflowOf(page)).toBe(0);
  });
}
