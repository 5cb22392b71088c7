/** Every screen in both themes: axe finds nothing, nothing is cut off, and on demand a picture is taken. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { SCENES } from './scenes.ts';
import { expect, test } from './window.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const violationsOf = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
};

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1000, height: 760 }, contextOptions: { reducedMotion: 'reduce' } });
    for (const { name, show } of SCENES) {
      test(`${name}: axe finds nothing, and nothing is cut off at 200 % in a small window`, async ({
        window,
      }, testInfo) => {
        const { page } = window;
        await show(window);
        const folder = testInfo.config.metadata.screens as string | undefined;
        if (folder !== undefined) {
          mkdirSync(join(folder, colorScheme), { recursive: true });
          await page.screenshot({ path: join(folder, colorScheme, `${name}.png`), fullPage: true });
        }
        expect(await violationsOf(page)).toEqual([]);
        // 200 % of a window of 720 × 640 is what 360 × 320 is at 100 %.
        await page.setViewportSize({ width: 360, height: 320 });
        expect(await overflowOf(page)).toBe(0);
      });
    }
  });
}
