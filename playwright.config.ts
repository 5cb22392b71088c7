import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from 'playwright/test';

/** The system's Chromium, because its NSS store is what a relative has; Playwright's own is never downloaded. */
function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const applications = ['/Applications/Chromium.app/Contents/MacOS/Chromium'];
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications];
  const found = candidates.find(isExecutable);
  if (!found) throw new Error('No Chromium on this machine. Type: npm run setup');
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    // As root Chromium has no sandbox to offer.
    launchOptions: { executablePath: findChromium(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
    trace: 'retain-on-failure',
  },
});
