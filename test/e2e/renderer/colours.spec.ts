/** With the system's forced colours, and in the dark: what is marked, chosen, disabled or focused is seen to be. */
import type { Locator, Page } from 'playwright/test';
import { coloursOf, contrast, ringOf, visibility } from '../../support/renderer/colours.ts';
import { CODE, home, ok, promise, reportOf } from '../../support/renderer/examples.ts';
import { expect, test } from './window.ts';

/** What a mark has to have against its ground to be seen (WCAG 2.2, 1.4.11). */
const SEEN = 3;

async function groundOf(page: Page, element: Locator) {
  const [ground] = await coloursOf(page, element, -3);
  return ground ?? [0, 0, 0];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`forced colours, ${colorScheme}: a tick is there when it is on, and only then`, async ({ window }) => {
    const { page } = window;
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    const already = [{ id: home.id, person: 'Dave', deviceName: 'Old laptop' }];
    await window.open({}, { preview: promise({ already, promptHints: [] }) });
    await window.field().fill(`${CODE}@enroll.example.com`);
    await window.button('Continue').click();
    await window.button('More choices').click();
    const box = page.locator('.checkbox-mark');
    const choice = page.getByRole('checkbox', { name: 'Keep the earlier key as well' });
    await expect(choice).not.toBeChecked();
    expect(await coloursOf(page, box, -4), 'an empty box').toHaveLength(1);
    expect(await visibility(page, box, 4), 'its edge').toBeGreaterThanOrEqual(SEEN);
    const off = await groundOf(page, box);
    await page.getByText('Keep the earlier key as well').click();
    await expect(choice).toBeChecked();
    expect(await visibility(page, box, -4), 'its tick').toBeGreaterThanOrEqual(SEEN);
    expect(await groundOf(page, box)).not.toEqual(off);
  });

  test(`forced colours, ${colorScheme}: main, disabled and focused differ; icons are seen`, async ({ window }) => {
    const { page } = window;
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await window.open({ homes: [{ ...home, notAfter: '2026-11-01T10:00:00Z' }] });
    const disabled = page.locator('.tile').first();
    const [, ...ofDisabled] = await coloursOf(page, disabled.locator('.tile-name'));
    await window.open({ homes: [home] });
    const tile = page.locator('.tile').first();
    const [, ...ofEnabled] = await coloursOf(page, tile.locator('.tile-name'));
    const ink = (all: typeof ofEnabled, ground: (typeof ofEnabled)[0]) =>
      Math.max(...all.map((colour) => contrast(colour, ground)));
    const ground = await groundOf(page, tile);
    expect(ink(ofEnabled, ground)).toBeGreaterThan(ink(ofDisabled, ground) * 1.2);

    for (const icon of await page.locator('.tile svg, .fold-trigger svg, .button svg').all()) {
      expect(await visibility(page, icon), await icon.evaluate((one) => one.outerHTML)).toBeGreaterThanOrEqual(SEEN);
    }
    expect(await ringOf(page, tile)).toBe(1);
    await page.keyboard.press('Tab');
    await expect(tile).toBeFocused();
    expect(await ringOf(page, tile)).toBeGreaterThanOrEqual(SEEN);

    await window.emit('menu', { command: 'about' });
    const dialog = page.getByRole('dialog');
    const [main, plain] = [dialog.getByRole('button', { name: 'Close' }), dialog.getByRole('button', { name: 'Show' })];
    expect(contrast(await groundOf(page, main), await groundOf(page, plain))).toBeGreaterThanOrEqual(SEEN);
    expect(await visibility(page, main, -3)).toBeGreaterThanOrEqual(4.5);
  });
}

test('in the dark every panel has an edge of 3:1 against what is inside and what is around it', async ({ window }) => {
  const { page } = window;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const edges = async (panels: string) => {
    for (const panel of await page.locator(panels).all()) {
      const found = await panel.evaluate((element) => {
        const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(element);
        let around = element.parentElement;
        while (around && getComputedStyle(around).backgroundColor === 'rgba(0, 0, 0, 0)') around = around.parentElement;
        const outside = getComputedStyle(around ?? document.documentElement).backgroundColor;
        return { borderTopWidth, colours: [borderTopColor, backgroundColor, outside] };
      });
      const [edge, inside, outside] = found.colours.map((text) => {
        const [red = 0, green = 0, blue = 0] = text.match(/[\d.]+/g)?.map(Number) ?? [];
        return [red, green, blue] as const;
      });
      const name = `${await panel.getAttribute('class')}`;
      expect(found.borderTopWidth, name).toBe('1px');
      if (!edge || !inside || !outside) throw new Error(name);
      expect(contrast(edge, inside), `${name}, inside`).toBeGreaterThanOrEqual(SEEN);
      expect(contrast(edge, outside), `${name}, outside`).toBeGreaterThanOrEqual(SEEN);
    }
  };
  await window.open({ homes: [{ ...home, access: { ...home.access, answer: 'none' } }], asking: ['keyring-unlock'] });
  await edges('.card, .note, .tile');
  await window.reply('testAccess', ok({ ...reportOf([{ kind: 'service-down' }], { kind: 'refused' }) }));
  await window.button(/^Test access/).click();
  await page.locator('.box').waitFor();
  await edges('.box, .rows');
  await window.open({}, { preview: promise() });
  await edges('.sheet');
  await window.field().fill(`${CODE}@enroll.example.com`);
  await window.button('Continue').click();
  await page.locator('.note').waitFor();
  await edges('.note');
  await window.button('Set up this computer').click();
  await page.locator('.prompt-hint').waitFor();
  await edges('.prompt-hint');
});
