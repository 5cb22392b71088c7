/** Starts an app on the stand-in: Chromium and the app's own main file side by side, then `ready`. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { app, connectApp } from './app/app.ts';
import { preferredLanguages } from './app/languages.ts';
import { begin, haveBrowser } from './base/runtime.ts';
import { readStart, type Start } from './base/start.ts';
import { Browser } from './chromium/browser.ts';
import { startDriverProxy } from './chromium/driver-proxy.ts';

const start = readStart(process.argv.slice(2), process.env);
if (start.visible && !canShow()) {
  process.stderr.write(`No Electron binary here, and no display to show its stand-in on.
  With a display, or over "ssh -X", the same command shows the window.
  Without one, the tests drive the app: npm run test:e2e\n`);
  process.exit(1);
}
begin(start);
lookLikeElectron(start);
connectApp();
if (start.visible) sayWhatThisIs();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());

const { DEBUG: _debug, ...env } = process.env;
const opening = Browser.start({
  env,
  visible: start.visible,
  languages: preferredLanguages(process.env, start.switches.get('lang')),
});
// Electron, too, evaluates all of the main file before it is ready.
const [browser] = await Promise.all([opening, import(pathToFileURL(start.mainFile).href)]);
haveBrowser(browser);
// Electron knows it from the beginning; asking Chromium's program would cost the first paint a start of it.
Object.defineProperty(process.versions, 'chrome', { value: browser.version, enumerable: true });
browser.onExit(() => app.exit(0));
if (browser.debugUrl !== undefined) {
  // Playwright waits for this line.
  process.stderr.write(`DevTools listening on ${await startDriverProxy(browser.debugUrl)}\n`);
}
app.becomeReady();

function canShow(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return Boolean(DISPLAY || WAYLAND_DISPLAY) || process.platform !== 'linux';
}

function lookLikeElectron({ argv, appFolder }: Start): void {
  const manifest = new URL('../../../node_modules/electron/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  process.argv = [process.execPath, ...argv];
  Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });
  Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: appFolder });
}

function sayWhatThisIs(): void {
  process.stderr.write(`This is not Electron but its stand-in: the app's own code on Node ${process.versions.node}, its window in Chromium.
  It has no native menus, dialogs (they are cancelled), tray or notifications; which certificate a page shows is
  Chromium's choice; sandbox, fuses and permissions are Chromium's and not Electron's. Close the window to end it.\n`);
}
