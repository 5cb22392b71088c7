import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { en } from '../../../../../electron/main/texts/en.ts';
import { LANGUAGES, textsFor } from '../../../../../electron/main/texts/texts.ts';
import { menuTemplate } from '../../../../../electron/main/window/menu.ts';
import { MINIMUM, openingBounds, SIZE } from '../../../../../electron/main/window/placement.ts';
import { readPlacement, writePlacement } from '../../../../../electron/main/window/placement-file.ts';

const SCREEN = { x: 0, y: 0, width: 1440, height: 900 };
const at = (x: number, y: number, width = 800, height = 600) => ({ bounds: { x, y, width, height }, maximised: false });

describe('where the window opens', () => {
  test('the first time: wherever the system puts it', () => expect(openingBounds(undefined, [SCREEN])).toEqual(SIZE));

  test('where it was, also on a second screen to the left', () => {
    expect(openingBounds(at(100, 50), [SCREEN])).toEqual({ x: 100, y: 50, width: 800, height: 600 });
    expect(openingBounds(at(-1000, 50), [SCREEN, { ...SCREEN, x: -1440 }])).toMatchObject({ x: -1000 });
  });

  test.each<[string, number, number]>([
    ['on a screen that is gone', 3000, 100],
    ['with its title bar above the screen', 100, -200],
    ['below the screen', 100, 890],
    ['with a sliver on the screen', 1400, 100],
  ])('not %s', (_name, x, y) => {
    expect(openingBounds(at(x, y), [SCREEN])).toEqual({ width: 800, height: 600 });
  });

  test('never larger than the screen or smaller than it can be used', () => {
    expect(openingBounds(at(0, 0, 5000, 5000), [SCREEN])).toMatchObject({ width: 1440, height: 900 });
    expect(openingBounds(at(0, 0, 10, 10), [SCREEN])).toMatchObject(MINIMUM);
    expect(openingBounds(at(0, 0), [])).toEqual({ width: 420, height: 480 });
  });

  test('is remembered, and nonsense in its file is not believed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-window-'));
    const file = join(folder, 'window.json');
    expect(readPlacement(file)).toBeUndefined();
    writePlacement(file, at(1, 2));
    expect(readPlacement(file)).toEqual(at(1, 2));
    for (const text of ['', '{', '[]', '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"maximised":false}']) {
      await writeFile(file, text);
      expect(readPlacement(file), text).toBeUndefined();
    }
    writePlacement(join(folder, 'no/such/folder'), at(1, 2));
    await rm(folder, { recursive: true });
  });
});

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

describe('the main process’s own words', () => {
  test('are there in every language, and no text is English by mistake', () => {
    const same = new Set(['Zoom', 'Help', 'Vorschau']);
    for (const [language, texts] of Object.entries(LANGUAGES)) {
      expect(Object.keys(texts), language).toEqual(Object.keys(en));
      if (language === 'en') continue;
      for (const [key, text] of Object.entries(texts)) {
        if (!same.has(text)) expect(text, `${language} ${key}`).not.toBe(en[key as keyof typeof en]);
        expect(/\{\{\w+\}\}/.exec(text)?.[0], `${language} ${key}`).toBe(
          /\{\{\w+\}\}/.exec(en[key as keyof typeof en])?.[0],
        );
      }
    }
  });

  test('come in the language that is wanted most and spoken here', () => {
    expect(textsFor(['pt-BR', 'de-AT', 'fr'])).toBe(LANGUAGES.de);
    expect(textsFor(['NL'])).toBe(LANGUAGES.nl);
    expect(textsFor(['toString', 'ja'])).toBe(LANGUAGES.en);
    expect(textsFor([])).toBe(LANGUAGES.en);
  });
});
