/** What `import 'electron'` gets in the main process. A name that is missing here does not exist for the app. */
import { app } from './app/app.ts';
import { addControl, hostSurface } from './base/host.ts';
import { HostEvent, missingClass, strictEmitter, strictObject } from './base/strict.ts';
import { clipboard } from './desktop/clipboard.ts';
import { dialog } from './desktop/dialog.ts';
import { Menu, MenuItem } from './desktop/menu.ts';
import { nativeImage } from './desktop/native-image.ts';
import { nativeTheme } from './desktop/native-theme.ts';
import { Notification } from './desktop/notification.ts';
import { safeStorage } from './desktop/safe-storage.ts';
import { shell } from './desktop/shell.ts';
import { crashReporter, powerMonitor, screen } from './desktop/system.ts';
import { Tray } from './desktop/tray.ts';
import { NetRequest, type NetRequestOptions } from './session/net-request.ts';
import { session, sessionOf } from './session/session.ts';
import { BrowserWindow, webContentsModule } from './window/browser-window.ts';
import { ipcMain } from './window/ipc-main.ts';

let online = true;
addControl('setOnline', (value: boolean) => {
  online = value;
});
/** As macOS hands a link to a running app. */
addControl('openUrl', (url: string) => app.emit('open-url', new HostEvent(), url));
/** As macOS hands a file to a running app. */
addControl('openFile', (path: string) => app.emit('open-file', new HostEvent(), path));
/** As a click on the dock icon. */
addControl('activate', () => app.emit('activate', new HostEvent(), BrowserWindow.getAllWindows().length > 0));

const net = strictObject('net', {
  fetch: (input: string | Request | URL, init?: RequestInit) => sessionOf('').fetch(input, init),
  request: (options: NetRequestOptions) => new NetRequest(options),
  isOnline: () => online,
  get online() {
    return online;
  },
});
/** The default session's, as in Electron; made on first use. */
const protocol = sessionOf('').protocol;
const webContents = strictObject('webContents (module)', webContentsModule);

const NOT_EMULATED = [
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'desktopCapturer',
  'globalShortcut',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'powerSaveBlocker',
  'pushNotifications',
  'ShareMenu',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'webFrameMain',
  'WebContentsView',
] as const;
/** Squirrel is on macOS and Windows; what electron-updater tells it on Linux is heard by nobody. */
const autoUpdater = new (strictEmitter('autoUpdater'))();
const missing = Object.fromEntries(NOT_EMULATED.map((name) => [name, missingClass(name)]));

const electron = strictObject('(main)', {
  ...missing,
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  webContents,
  __host: hostSurface,
});

export const {
  BaseWindow,
  BrowserView,
  contentTracing,
  desktopCapturer,
  globalShortcut,
  inAppPurchase,
  MessageChannelMain,
  netLog,
  powerSaveBlocker,
  pushNotifications,
  ShareMenu,
  systemPreferences,
  TouchBar,
  utilityProcess,
  View,
  webFrameMain,
  WebContentsView,
} = missing;
export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  electron as 'module.exports',
  // biome-ignore lint/style/noDefaultExport: Electron has one.
  electron as default,
  ipcMain,
  Menu,
  MenuItem,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  webContents,
};
