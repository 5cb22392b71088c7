import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The system's own Chromium, because its NSS store is what a relative has; Playwright's is never downloaded.
 * @throws Error when this machine has none
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter)];
  const programs = [env.ProgramFiles, env['ProgramFiles(x86)']].flatMap((folder) =>
    folder === undefined ? [] : [join(folder, 'Google/Chrome/Application/chrome.exe')],
  );
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...APPLICATIONS];
  const found = [...candidates, ...programs].find(isExecutable);
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
