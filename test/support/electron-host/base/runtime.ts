/** What is known once the host has started. Everything else asks here, so that importing the stand-in has no effect. */
import type { Browser } from '../chromium/browser.ts';
import type { Start } from './start.ts';

let current: { start: Start; browser: Browser | undefined } | undefined;

export function begin(start: Start): void {
  current = { start, browser: undefined };
}

export function haveBrowser(browser: Browser): void {
  if (current) current.browser = browser;
}

export function start(): Start {
  if (!current) throw new Error('test host: not started; run it by test/support/electron-host/electron');
  return current.start;
}

/** @throws Error with the given words, which are Electron's, before the app is ready */
export function browser(tooEarly: string): Browser {
  if (!current?.browser) throw new Error(tooEarly);
  return current.browser;
}

export function browserIfReady(): Browser | undefined {
  return current?.browser;
}
