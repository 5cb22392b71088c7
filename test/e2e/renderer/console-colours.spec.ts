/** The console with the system's forced colours: what is on, chosen, current or marked is seen to be. */
import { expect, type Locator, type Page, test } from 'playwright/test';
import { showConsole } from '../../support/console/window.ts';
import { coloursOf, contrast, visibility } from '../../support/renderer/colours.ts';

/** What a mark has to have against its ground to be seen (WCAG 2.2, 1.4.11). */
const SEEN = 3;
const DEVICE = '#/devices/6f0ac4ae-6a0b-4c55-9d2f-000000000002';

// The colours are read by a picture in the page, which the console's policy forbids.
test.use({ bypassCSP: true });

/** The colour that most of an element's middle has. */
async function groundOf(page: Page, element: Locator) {
  const [ground] = await coloursOf(page, element, -3);
  return ground ?? [0, 0, 0];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`forced colours, ${colorScheme}: switches, choices, marks and the page that is open`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await showConsole(page, { at: DEVICE });
    const [on, off] = [
      page.locator('.switch[data-selected] .switch-track'),
      page.locator('.switch:not([data-selected]) .switch-track'),
    ];
    expect(contrast(await groundOf(page, on.first()), await groundOf(page, off.first()))).toBeGreaterThanOrEqual(SEEN);
    for (const track of [on.first(), off.first()])
      expect(await visibility(page, track, -3)).toBeGreaterThanOrEqual(SEEN);
    const here = page.locator('.side nav a[aria-current]');
    expect(await here.evaluate((link) => getComputedStyle(link).outlineStyle)).toBe('solid');
    for (const icon of ['.side nav svg', '.up svg', '.switches svg'].map((each) => page.locator(each).first()))
      expect(await visibility(page, icon), await icon.evaluate((one) => one.outerHTML)).toBeGreaterThanOrEqual(SEEN);
    expect(await visibility(page, page.locator('.chip').first(), 2), 'the edge of a chip').toBeGreaterThanOrEqual(SEEN);

    await showConsole(page, { at: '#/invite' });
    const [chosen, other] = [
      page.locator('.radio[data-selected] .radio-mark'),
      page.locator('.radio:not([data-selected]) .radio-mark'),
    ];
    for (const mark of [chosen.first(), other.first()])
      expect(await visibility(page, mark, 2)).toBeGreaterThanOrEqual(SEEN);
    expect(await coloursOf(page, chosen.first(), 1)).not.toEqual(await coloursOf(page, other.first(), 1));

    await showConsole(page, {});
    for (const icon of ['.finding.error > .icon', '.health-mark svg'])
      expect(await visibility(page, page.locator(icon).first())).toBeGreaterThanOrEqual(SEEN);
  });
}
