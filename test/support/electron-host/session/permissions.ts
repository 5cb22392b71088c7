/**
 * `setPermissionRequestHandler` and `setPermissionCheckHandler`, applied to Chromium. Chromium is told before a page
 * loads, so the handlers are asked about every permission up front and not when the page wants one. As in Electron, an
 * app that sets no handler grants everything.
 */
import { record } from '../base/host.ts';
import { browser } from '../base/runtime.ts';
import { originOf, toWire } from './scheme-map.ts';

export type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
export type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** Electron's name of a permission, and Chromium's. */
const PERMISSIONS: Readonly<Record<string, readonly { name: string; sysex?: boolean }[]>> = {
  geolocation: [{ name: 'geolocation' }],
  notifications: [{ name: 'notifications' }],
  media: [{ name: 'camera' }, { name: 'microphone' }],
  midi: [{ name: 'midi' }],
  midiSysex: [{ name: 'midi', sysex: true }],
  'clipboard-read': [{ name: 'clipboard-read' }],
  'clipboard-sanitized-write': [{ name: 'clipboard-write' }],
  'idle-detection': [{ name: 'idle-detection' }],
  'storage-access': [{ name: 'storage-access' }],
  'top-level-storage-access': [{ name: 'top-level-storage-access' }],
  'window-management': [{ name: 'window-management' }],
  'display-capture': [{ name: 'display-capture' }],
  pointerLock: [{ name: 'pointer-lock' }],
  keyboardLock: [{ name: 'keyboard-lock' }],
};

export class Permissions {
  requestHandler: RequestHandler | null = null;
  checkHandler: CheckHandler | null = null;

  /** Tells Chromium what a page at this address may do. */
  async apply(contents: unknown, url: string, browserContextId: string | undefined): Promise<void> {
    const origin = toWire(originOf(url));
    const { send } = browser('app is not ready').cdp.browser;
    const asked = Object.entries(PERMISSIONS).map(async ([permission, names]) => {
      const setting = (await this.grants(contents, permission, url)) ? 'granted' : 'denied';
      for (const name of names) {
        await send('Browser.setPermission', {
          permission: name,
          setting,
          ...(/^https?:/.test(origin) ? { origin } : {}),
          ...(browserContextId === undefined ? {} : { browserContextId }),
        }).catch((error: Error) => record('host.permission-not-applied', name.name, error.message));
      }
    });
    await Promise.all(asked);
  }

  async grants(contents: unknown, permission: string, url: string): Promise<boolean> {
    const details = { requestingUrl: url, isMainFrame: true };
    const { checkHandler, requestHandler } = this;
    if (checkHandler && !checkHandler(contents, permission, originOf(url), details)) return false;
    if (!requestHandler) return true;
    return await new Promise((resolve) => requestHandler(contents, permission, resolve, details));
  }
}
