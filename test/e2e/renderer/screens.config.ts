// Takes a picture of every screen in both themes: npm run screens
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import config from '../../../playwright.config.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Pictures are drawn in a font that looks like what people have, where Debian's fonts-inter is there. */
const INTER = '/usr/share/fonts/opentype/inter';
if (existsSync(INTER)) {
  const file = join(mkdtempSync(join(tmpdir(), 'latchkey-fonts-')), 'fonts.conf');
  const prefer = (family: string) =>
    `<alias binding="strong"><family>${family}</family><prefer><family>Inter</family></prefer></alias>`;
  const families = ['system-ui', 'sans-serif'].map(prefer).join('');
  writeFileSync(file, `<fontconfig><include>/etc/fonts/fonts.conf</include>${families}</fontconfig>`);
  process.env.FONTCONFIG_FILE = file;
}

// biome-ignore lint/style/noDefaultExport: Playwright reads the default export.
export default defineConfig({
  ...config,
  testDir: import.meta.dirname,
  testMatch: ['screens.spec.ts', 'console-screens.spec.ts'],
  outputDir: join(ROOT, 'test-results'),
  metadata: { takePictures: true },
});
