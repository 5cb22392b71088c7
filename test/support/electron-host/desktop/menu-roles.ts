/** What Electron's menu roles say and do. */
import { app } from '../app/app.ts';
import type { BrowserWindow } from '../window/browser-window.ts';

interface Role {
  readonly label: string;
  readonly accelerator?: string;
  readonly act?: (window: BrowserWindow | null) => void;
  readonly items?: readonly (string | null)[];
}

const edit = (command: string) => (window: BrowserWindow | null) =>
  void window?.webContents.executeJavaScript(`document.execCommand('${command}')`, true);
const zoom = (change: (level: number) => number) => (window: BrowserWindow | null) => {
  if (window) window.webContents.zoomLevel = change(window.webContents.zoomLevel);
};

/** Keys are lower-case: Electron compares roles so. A null item is a separator. */
export const ROLES: Readonly<Record<string, Role>> = {
  about: { label: 'About', act: () => app.showAboutPanel() },
  quit: { label: 'Quit', accelerator: 'CommandOrControl+Q', act: () => app.quit() },
  close: { label: 'Close Window', accelerator: 'CommandOrControl+W', act: (window) => window?.close() },
  minimize: { label: 'Minimize', accelerator: 'CommandOrControl+M', act: (window) => window?.minimize() },
  zoom: { label: 'Zoom', act: (window) => window?.maximize() },
  front: { label: 'Bring All to Front' },
  window: { label: 'Window' },
  help: { label: 'Help' },
  services: { label: 'Services' },
  hide: { label: 'Hide', act: () => app.hide() },
  hideothers: { label: 'Hide Others' },
  unhide: { label: 'Show All', act: () => app.show() },
  undo: { label: 'Undo', accelerator: 'CommandOrControl+Z', act: edit('undo') },
  redo: { label: 'Redo', accelerator: 'Shift+CommandOrControl+Z', act: edit('redo') },
  cut: { label: 'Cut', accelerator: 'CommandOrControl+X', act: edit('cut') },
  copy: { label: 'Copy', accelerator: 'CommandOrControl+C', act: edit('copy') },
  paste: { label: 'Paste', accelerator: 'CommandOrControl+V', act: edit('paste') },
  pasteandmatchstyle: { label: 'Paste and Match Style', act: edit('paste') },
  delete: { label: 'Delete', act: edit('delete') },
  selectall: { label: 'Select All', accelerator: 'CommandOrControl+A', act: edit('selectAll') },
  reload: { label: 'Reload', accelerator: 'CommandOrControl+R', act: (window) => window?.reload() },
  forcereload: {
    label: 'Force Reload',
    accelerator: 'Shift+CommandOrControl+R',
    act: (window) => window?.webContents.reloadIgnoringCache(),
  },
  toggledevtools: { label: 'Toggle Developer Tools', act: (window) => window?.webContents.toggleDevTools() },
  resetzoom: { label: 'Actual Size', accelerator: 'CommandOrControl+0', act: zoom(() => 0) },
  zoomin: { label: 'Zoom In', accelerator: 'CommandOrControl+Plus', act: zoom((level) => level + 0.5) },
  zoomout: { label: 'Zoom Out', accelerator: 'CommandOrControl+-', act: zoom((level) => level - 0.5) },
  togglefullscreen: { label: 'Toggle Full Screen', act: (window) => window?.setFullScreen(!window.isFullScreen()) },
  appmenu: { label: 'App', items: ['about', null, 'services', null, 'hide', 'hideothers', 'unhide', null, 'quit'] },
  filemenu: { label: 'File', items: [process.platform === 'darwin' ? 'close' : 'quit'] },
  editmenu: { label: 'Edit', items: ['undo', 'redo', null, 'cut', 'copy', 'paste', 'delete', null, 'selectall'] },
  viewmenu: {
    label: 'View',
    items: [
      'reload',
      'forcereload',
      'toggledevtools',
      null,
      'resetzoom',
      'zoomin',
      'zoomout',
      null,
      'togglefullscreen',
    ],
  },
  windowmenu: { label: 'Window', items: ['minimize', 'zoom', 'close'] },
};
