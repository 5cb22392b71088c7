// Draws the pictures that packing needs from their SVG: npm run art. The results are kept beside them, so that packing
// needs no browser.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { findChromium } from './find-chromium.ts';

const RESOURCES = join(import.meta.dirname, '../resources');

/** `@2x` is what macOS takes on screens of double density. */
const PICTURES = [
  { from: 'icon.svg', to: 'icon.png', width: 1024, height: 1024, scale: 1 },
  { from: 'dmg-background.svg', to: 'dmg-background.png', width: 540, height: 380, scale: 1 },
  { from: 'dmg-background.svg', to: 'dmg-background@2x.png', width: 540, height: 380, scale: 2 },
];

const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: findChromium(process.env), args });
try {
  for (const { from, to, width, height, scale } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    const svg = await readFile(join(RESOURCES, from), 'utf8');
    await page.setContent(
      `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${svg}`,
    );
    await page.screenshot({ path: join(RESOURCES, to), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
