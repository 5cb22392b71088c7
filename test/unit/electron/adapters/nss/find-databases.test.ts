import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findLocations } from '../../../../../electron/adapters/nss/find-databases.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-nss-places-'));
});
afterEach(() => rm(home, { recursive: true }));

async function put(path: string, content: string | Uint8Array = ''): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
}

const found = async () =>
  (await findLocations({ home, dataHome: undefined, configHome: undefined }))
    .filter(({ create }) => !create)
    .map(({ folder, name }) => `${name}: ${folder.slice(home.length + 1)}`);

const INI =
  '[Profile0]\r\nName=default\r\nIsRelative=1\r\nPath=abc.default\r\n\r\n[Profile1]\r\nName=work\r\nIsRelative=1\r\nPath=def.work\r\n';

describe('profiles.ini', () => {
  test.each([
    ['plain', Buffer.from(INI)],
    ['with a byte order mark', Buffer.from(`\uFEFF${INI}`)],
    ['in UTF-16 with its mark', Buffer.from(`\uFEFF${INI}`, 'utf16le')],
  ])('%s gives every profile', async (_what, bytes) => {
    await put('.mozilla/firefox/profiles.ini', bytes);
    await put('.mozilla/firefox/abc.default/cert9.db');
    await put('.mozilla/firefox/def.work/cert9.db');
    expect(await found()).toEqual([
      'Firefox (default): .mozilla/firefox/abc.default',
      'Firefox (work): .mozilla/firefox/def.work',
    ]);
  });

  test.each([
    ['LibreWolf', '.librewolf'],
    ['LibreWolf', '.config/librewolf/librewolf'],
    ['LibreWolf', '.var/app/io.gitlab.librewolf-community/.librewolf'],
    ['Waterfox', '.waterfox'],
    ['Waterfox', '.var/app/net.waterfox.waterfox/.waterfox'],
    ['Zen', '.zen'],
    ['Zen', '.config/zen'],
    ['Zen', '.var/app/app.zen_browser.zen/.zen'],
    ['Floorp', '.floorp'],
  ])('of %s is looked for in %s', async (name, root) => {
    await put(`${root}/profiles.ini`, INI);
    await put(`${root}/abc.default/cert9.db`);
    expect(await found()).toEqual([`${name} (default): ${root}/abc.default`]);
  });
});

test.each([
  ['Brave (Snap)', 'snap/brave/current/.pki/nssdb'],
  ['Brave (Flatpak)', '.var/app/com.brave.Browser/data/pki/nssdb'],
  ['Vivaldi (Flatpak)', '.var/app/com.vivaldi.Vivaldi/.pki/nssdb'],
  ['Chromium (Flatpak)', '.var/app/org.chromium.Chromium/.pki/nssdb'],
])('%s is looked for in %s', async (name, folder) => {
  await put(`${folder}/cert9.db`);
  expect(await found()).toEqual([`${name}: ${folder}`]);
});
