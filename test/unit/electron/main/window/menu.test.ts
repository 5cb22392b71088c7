import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { en } from '../../../../../electron/main/texts/en.ts';
import { LANGUAGES } from '../../../../../electron/main/texts/texts.ts';
import { menuTemplate } from '../../../../../electron/main/window/menu.ts';

describe('the menu', () => {
  const nothing = () => undefined;
  const actions = { addHome: nothing, showHomes: nothing, hostHome: nothing, about: nothing, showLog: nothing };
  const items = (template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
  const systems = ['macos', 'windows', 'linux'] as const;

  test.each(systems)('on %s does something by every item, in words of its own', (system) => {
    for (const [language, texts] of Object.entries(LANGUAGES)) {
      for (const item of items(menuTemplate(system, texts, actions, false))) {
        if (item.type === 'separator') continue;
        expect(item.label, `${language} ${item.role ?? item.id}`).toBeTruthy();
        expect(item.role ?? item.click ?? item.submenu, item.label).toBeDefined();
      }
    }
  });

  test.each(systems)('on %s has everything once, and what an app of that system has to have', (system) => {
    const all = items(menuTemplate(system, en, actions, false));
    for (const id of ['add-home', 'show-homes', 'host-home', 'about', 'show-log']) {
      expect(
        all.filter((item) => item.id === id),
        id,
      ).toHaveLength(1);
    }
    for (const role of ['quit', 'copy', 'paste', 'zoomIn'])
      expect(all.filter((item) => item.role === role)).toHaveLength(1);
    expect(all.some(({ role }) => role === 'hide')).toBe(system === 'macos');
  });

  test('offers no look inside, and no home to host, where there is none', () => {
    const file = menuTemplate('linux', en, actions, false).find(({ id }) => id === 'file')?.submenu;
    expect(JSON.stringify(file)).not.toContain('host-home');
    const shipped = items(menuTemplate('linux', en, { ...actions, hostHome: undefined }, false));
    expect(
      shipped.filter(({ id, role }) => id === 'host-home' || role === 'toggleDevTools' || role === 'reload'),
    ).toEqual([]);
    expect(items(menuTemplate('linux', en, actions, true)).some(({ role }) => role === 'toggleDevTools')).toBe(true);
  });
});
