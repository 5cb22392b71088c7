/** `Menu` and `MenuItem`: a structure that specs read and click. Native menus and accelerators are not shown. */
import type { MenuItemConstructorOptions } from 'electron';
import { addControl, record } from '../base/host.ts';
import { HostEvent, refuse, strictEmitter } from '../base/strict.ts';
import { BrowserWindow } from '../window/browser-window.ts';
import { ROLES } from './menu-roles.ts';

type Click = (item: MenuItem, window: BrowserWindow | undefined, event: object) => void;

export class MenuItem {
  readonly id: string | undefined;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly #click: Click | undefined;

  constructor(options: MenuItemConstructorOptions) {
    const role = options.role?.toLowerCase();
    const known = role === undefined ? undefined : (ROLES[role] ?? refuse(`menu role ${options.role}`));
    this.id = options.id;
    this.role = role;
    this.label = options.label ?? known?.label ?? '';
    this.accelerator = (options.accelerator as string | undefined) ?? known?.accelerator;
    this.submenu = submenuOf(options, known?.items);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.#click = options.click as unknown as Click | undefined;
  }

  /** As a person would: a disabled or invisible item does nothing. */
  click(): void {
    if (!this.enabled || !this.visible) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const act = this.role === undefined ? undefined : ROLES[this.role]?.act;
    if (act && this.#click === undefined) act(window ?? null);
    else this.#click?.(this, window, new HostEvent({ triggeredByAccelerator: false }));
  }
}

function submenuOf(
  options: MenuItemConstructorOptions,
  items: readonly (string | null)[] | undefined,
): Menu | undefined {
  if (options.submenu instanceof Menu) return options.submenu;
  if (Array.isArray(options.submenu)) return Menu.buildFromTemplate(options.submenu);
  const roles = items?.map((role) => (role === null ? { type: 'separator' } : { role }) as MenuItemConstructorOptions);
  return roles ? Menu.buildFromTemplate(roles) : undefined;
}

let applicationMenu: Menu | null = null;

export class Menu extends strictEmitter('Menu') {
  items: MenuItem[] = [];

  static buildFromTemplate(template: readonly (MenuItemConstructorOptions | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup(): void {
    record('Menu.popup', outline(this));
    this.emit('menu-will-show', new HostEvent());
  }
  closePopup(): void {
    this.emit('menu-will-close', new HostEvent());
  }
}

export interface MenuOutline {
  readonly label: string;
  readonly role?: string;
  readonly id?: string;
  readonly type: string;
  readonly accelerator?: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly items?: readonly MenuOutline[];
}

/** A menu as plain data. */
function outline(menu: Menu | null): MenuOutline[] {
  return (menu?.items ?? []).map(({ label, role, id, type, accelerator, enabled, visible, checked, submenu }) => ({
    label,
    type,
    enabled,
    visible,
    checked,
    ...(role === undefined ? {} : { role }),
    ...(id === undefined ? {} : { id }),
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(submenu ? { items: outline(submenu) } : {}),
  }));
}

addControl('menu', () => outline(applicationMenu));
/** `clickMenu('File', 'Add a home…')`: by label, role or id, from the top. */
addControl('clickMenu', (...path: string[]) => {
  let menu = applicationMenu;
  let item: MenuItem | undefined;
  for (const step of path) {
    item = menu?.items.find(({ label, role, id }) => [label, role, id].includes(step) || role === step.toLowerCase());
    if (!item)
      throw new Error(
        `test host: no menu item "${step}"; there are ${menu?.items.map(({ label }) => label).join(', ')}`,
      );
    menu = item.submenu ?? null;
  }
  item?.click();
});
