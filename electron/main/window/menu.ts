/** The application's menu, per system and language: only what works. */
import type { MenuItemConstructorOptions } from 'electron';
import type { DeviceFacts } from '../../core/ports.ts';
import type { Texts } from '../texts/texts.ts';

export interface MenuActions {
  readonly addHome: () => void;
  readonly showHomes: () => void;
  /** Undefined when this build carries no server. */
  readonly hostHome: (() => void) | undefined;
  readonly about: () => void;
  readonly showLog: () => void;
}

const SEPARATOR = { type: 'separator' } as const;

/** @param development whether the page may be looked into */
export function menuTemplate(
  system: DeviceFacts['platform'],
  texts: Texts,
  actions: MenuActions,
  development: boolean,
): MenuItemConstructorOptions[] {
  const mac = system === 'macos';
  const about = { id: 'about', label: texts.about, click: actions.about };
  const homes: MenuItemConstructorOptions[] = [
    { id: 'add-home', label: texts.addHome, accelerator: 'CmdOrCtrl+N', click: actions.addHome },
    { id: 'show-homes', label: texts.showHomes, accelerator: 'CmdOrCtrl+1', click: actions.showHomes },
    SEPARATOR,
    mac ? { role: 'close', label: texts.close } : { role: 'quit', label: texts.quit },
  ];
  return [
    ...(mac ? [{ label: 'Latchkey', submenu: macItems(texts, about) }] : []),
    { id: 'file', label: texts.file, submenu: homes },
    { id: 'edit', label: texts.edit, submenu: editItems(texts) },
    { id: 'view', label: texts.view, submenu: viewItems(texts, development) },
    ...(mac ? [{ role: 'window', label: texts.window, submenu: windowItems(texts) } as const] : []),
    {
      role: 'help',
      id: 'help',
      label: texts.help,
      submenu: [
        { id: 'show-log', label: texts.showLog, click: actions.showLog },
        // For who hosts: not among what relatives do with their homes.
        ...(actions.hostHome ? [{ id: 'host-home', label: texts.hostHome, click: actions.hostHome }] : []),
        ...(mac ? [] : [SEPARATOR, about]),
      ],
    },
  ];
}

function macItems(texts: Texts, about: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [
    about,
    SEPARATOR,
    { role: 'hide', label: texts.hide },
    { role: 'hideOthers', label: texts.hideOthers },
    { role: 'unhide', label: texts.unhide },
    SEPARATOR,
    { role: 'quit', label: texts.quit },
  ];
}

function editItems(texts: Texts): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: texts.undo },
    { role: 'redo', label: texts.redo },
    SEPARATOR,
    { role: 'cut', label: texts.cut },
    { role: 'copy', label: texts.copy },
    { role: 'paste', label: texts.paste },
    { role: 'selectAll', label: texts.selectAll },
  ];
}

function viewItems(texts: Texts, development: boolean): MenuItemConstructorOptions[] {
  return [
    { role: 'resetZoom', label: texts.resetZoom },
    { role: 'zoomIn', label: texts.zoomIn },
    { role: 'zoomOut', label: texts.zoomOut },
    SEPARATOR,
    { role: 'togglefullscreen', label: texts.fullScreen },
    ...(development ? [SEPARATOR, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ];
}

function windowItems(texts: Texts): MenuItemConstructorOptions[] {
  return [
    { role: 'minimize', label: texts.minimise },
    { role: 'zoom', label: texts.zoom },
    SEPARATOR,
    { role: 'front', label: texts.front },
  ];
}
