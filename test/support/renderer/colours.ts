/** What colours somebody sees, read from the pixels and not from the styles. */
import type { Locator, Page } from 'playwright/test';

export type Colour = readonly [red: number, green: number, blue: number];

/** @returns the ratio of contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance) */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The colours of what is drawn where an element is, the most frequent first.
 * @param around CSS pixels beyond its edges; negative leaves out as many inside them
 */
export async function coloursOf(page: Page, element: Locator, around = 0): Promise<readonly Colour[]> {
  const { x, y, width, height } = await boxOf(element);
  return coloursIn(page, { x: x - around, y: y - around, width: width + 2 * around, height: height + 2 * around });
}

/** @returns the contrast of the ring that is drawn outside of an element, before its left edge; 1 when there is none */
export async function ringOf(page: Page, element: Locator): Promise<number> {
  const { x, y, height } = await boxOf(element);
  const [ground, ...others] = await coloursIn(page, { x: x - 8, y: y + height / 2, width: 7, height: 4 });
  return ground ? Math.max(1, ...others.map((colour) => contrast(ground, colour))) : 1;
}

async function boxOf(element: Locator) {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error('Nothing is drawn there.');
  return box;
}

async function coloursIn(
  page: Page,
  clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<readonly Colour[]> {
  const png = await page.screenshot({ clip, animations: 'disabled' });
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas.');
    context.drawImage(image, 0, 0);
    const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map<string, number>();
    for (let at = 0; at < pixels.length; at += 4) {
      const colour = pixels.slice(at, at + 3).join();
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const all = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour.split(',').map(Number));
    return all as unknown as readonly (readonly [number, number, number])[];
  }, png.toString('base64'));
}

/** @returns the greatest contrast between the ground, which is the most frequent colour, and anything on it */
export async function visibility(page: Page, element: Locator, around = 0): Promise<number> {
  const [ground, ...others] = await coloursOf(page, element, around);
  if (!ground) throw new Error('Nothing is drawn there.');
  return Math.max(1, ...others.map((colour) => contrast(ground, colour)));
}
