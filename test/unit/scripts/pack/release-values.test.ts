import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { author: { email: string }; homepage: string };
const builder = parse(readFileSync('electron-builder.yml', 'utf8')) as {
  dmg: { window: object; background: string };
  fileAssociations: readonly { ext: string }[];
};

/** Width and height of a PNG, from its first chunk. */
function sizeOf(file: string): { width: number; height: number } {
  const bytes = readFileSync(file);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

test('the Debian package has the maintainer and the homepage without which it is not made', () => {
  expect(manifest.author.email).toMatch(/^\S+@\S+$/);
  expect(URL.canParse(manifest.homepage)).toBe(true);
});

test('a release is refused as long as its maker is nobody', () => {
  expect(readFileSync('.github/workflows/release.yml', 'utf8')).toContain(
    "! grep --fixed-strings '.invalid' package.json",
  );
});

test('the pictures are as large as the windows that show them', () => {
  const { window, background } = builder.dmg;
  expect(sizeOf(background)).toEqual(window);
  expect(sizeOf(background.replace('.png', '@2x.png'))).toEqual({ width: 1080, height: 760 });
  expect(sizeOf('resources/icon.png')).toEqual({ width: 1024, height: 1024 });
});

test('the ending of invite files is the one that the app looks for', () => {
  const source = readFileSync('electron/main/links/invite-file.ts', 'utf8');
  expect(builder.fileAssociations.map(({ ext }) => `'.${ext}'`).filter((ext) => source.includes(ext))).toHaveLength(1);
});
