import { Menu } from 'electron';
import type { DeviceFacts } from '../../core/ports.ts';
import type { Tell } from '../ipc/tell.ts';
import type { Texts } from '../texts/texts.ts';
import { menuTemplate } from './menu.ts';

export interface ApplicationMenuDeps {
  readonly system: DeviceFacts['platform'];
  readonly texts: Texts;
  readonly development: boolean;
  readonly tell: Tell;
  /** The window has to be there to carry anything out. */
  readonly show: () => void;
  readonly showLog: () => void;
  readonly hostHome: (() => void) | undefined;
}

export function setApplicationMenu(deps: ApplicationMenuDeps): void {
  const { system, texts, development, tell, show, showLog, hostHome } = deps;
  const inWindow = (command: 'add-home' | 'show-homes' | 'about') => () => {
    show();
    tell('menu', { command });
  };
  const actions = {
    addHome: inWindow('add-home'),
    showHomes: inWindow('show-homes'),
    about: inWindow('about'),
    hostHome,
    showLog,
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(system, texts, actions, development)));
}
