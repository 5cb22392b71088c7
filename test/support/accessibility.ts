import axe from 'axe-core';
import type { Page } from 'playwright';

/** WCAG 2.2 A and AA, and what axe itself holds to be good. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that look at colours: another theme changes nothing else. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds on a page, one line for each rule. Run in the page itself: our pages have no frames of other origins,
 * for which axe's own driver opens a second page every time.
 */
export async function violationsOf(page: Page, only: 'everything' | 'colours' = 'everything'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const runOnly =
    only === 'colours' ? { type: 'rule' as const, values: COLOUR_RULES } : { type: 'tag' as const, values: TAGS };
  return page.evaluate(async (chosen) => {
    const { axe: there } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await there.run(document, { runOnly: chosen });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, runOnly);
}
