// Takes a picture of every screen in both themes: npm run screens
import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import config from '../../../playwright.config.ts';
import { preferInter } from '../../support/renderer/fonts.ts';

const ROOT = join(import.meta.dirname, '../../..');

preferInter();

// biome-ignore lint/style/noDefaultExport: Playwright reads the default export.
export default defineConfig({
  ...config,
  testDir: import.meta.dirname,
  testMatch: ['screens.spec.ts', 'console-screens.spec.ts'],
  outputDir: join(ROOT, 'test-results'),
  metadata: { takePictures: true },
});
