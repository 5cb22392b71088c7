import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { findChromium } from './scripts/find-chromium.ts';

// As test/support/programs.ts has it.
process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, 'node_modules/.cache/compiled');
process.env.LATCHKEY_TEST_PROGRAMS = 'built';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: join(import.meta.dirname, 'test/e2e/set-up.ts'),
  outputDir: 'test-results',
  // Each spec has a person and a home of its own, and waits a third of its time: three keep two processors at work.
  workers: 3,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], [join(import.meta.dirname, 'test/support/skip-reporter.ts')]],
  use: {
    // As root Chromium has no sandbox to offer.
    launchOptions: {
      executablePath: findChromium(process.env),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    // A third of the processor time of a screen's test: npx playwright test --trace retain-on-failure.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
