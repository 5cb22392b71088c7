import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { FuseWire } from '../../../../scripts/pack/fuse-wire.ts';
import { FUSES, type PackageFacts, surprises, wrongFuseConfiguration } from '../../../../scripts/pack/package-rules.ts';

const KEYTAR = 'node_modules/keytar/build/Release/keytar.node';
const packed = (path: string) => ({ path, unpacked: path.endsWith('.node') });
const good: PackageFacts = {
  system: 'linux',
  archs: ['x64'],
  fuses: [FUSES.map(([, expected]) => expected)],
  archive: [
    'package.json',
    'out/main/index.js',
    'out/preload/index.cjs',
    'out/renderer/index.html',
    'out/main/THIRD-PARTY-LICENSES.md',
    'out/renderer/THIRD-PARTY-LICENSES.md',
    'out/renderer/assets/index-CFZ2-Gs9.js',
    'out/renderer/assets/index-BC7_aGY_.css',
    'node_modules/keytar/package.json',
    'node_modules/keytar/LICENSE.md',
    'node_modules/keytar/lib/keytar.js',
    KEYTAR,
  ].map(packed),
  manifest: { name: 'latchkey', main: 'out/main/index.js' },
  resources: [
    'app.asar',
    `app.asar.unpacked/${KEYTAR}`,
    'icon.png',
    ...['latchkey.mjs', 'README.md', 'LICENSE', 'THIRD-PARTY-LICENSES.md', 'templates/notes.caddy'].map(
      (name) => `server/${name}`,
    ),
  ],
  native: { [`app.asar.unpacked/${KEYTAR}`]: ['x64'] },
};

const wire: FuseWire = FUSES.map(([, expected]) => expected);
const withFile = (path: string): PackageFacts => ({ ...good, archive: [...good.archive, packed(path)] });
const without = (path: string): PackageFacts => ({
  ...good,
  archive: good.archive.filter((file) => file.path !== path),
  resources: good.resources.filter((file) => file !== path),
});

describe('a packed app', () => {
  test('that is as it should be holds no surprise', () => {
    expect(surprises(good)).toEqual([]);
  });

  test.each(FUSES.map(([name], place) => [name, place] as const))(
    'with the fuse %s flipped is caught',
    (name, place) => {
      const flipped = wire.with(place, !wire[place]);
      expect(surprises({ ...good, fuses: [flipped] })).toEqual([expect.stringContaining(`fuse ${name} is`)]);
      // In one half of a universal binary only.
      expect(surprises({ ...good, fuses: [wire, flipped] })).toHaveLength(1);
    },
  );

  test('with a fuse that is missing, taken out or new is caught', () => {
    const found = (fuses: FuseWire) => surprises({ ...good, fuses: [fuses] });
    expect(found(wire.slice(0, -1))).toHaveLength(1);
    expect(found(wire.with(0, undefined))).toEqual([expect.stringContaining('missing')]);
    expect(found([...wire, true])).toEqual([expect.stringContaining('decide about it')]);
  });

  test.each([
    '.env',
    'electron/main/index.ts',
    'test/unit/scripts/pack/package-rules.test.ts',
    'out/main/index.js.map',
    'out/renderer/assets/index-CFZ2-Gs9.js.map',
    'out/server/latchkey.mjs',
    'node_modules/zod/index.js',
    'node_modules/vitest/package.json',
    'node_modules/keytar/src/keytar.cc',
    'resources/home.json',
    'out/main/../../secret.js',
  ])('with %s in the archive is caught', (path) => {
    expect(surprises(withFile(path))).toEqual([`app.asar holds ${path}, which nobody expected`]);
  });

  test.each([
    'out/main/index.js',
    'out/preload/index.cjs',
    'out/renderer/index.html',
    KEYTAR,
    'server/latchkey.mjs',
    'server/README.md',
    'icon.png',
  ])('without %s is caught', (path) => {
    expect(surprises(without(path))).toEqual([expect.stringMatching(/lacks?/)]);
  });

  test('with a file that nobody expected beside the archive is caught', () => {
    for (const path of ['app/index.js', 'app-update.yaml', 'server/latchkey.mjs.map', 'default_app.asar']) {
      expect(surprises({ ...good, resources: [...good.resources, path] })).toEqual([
        `the resources hold ${path}, which nobody expected`,
      ]);
    }
  });

  test("with another system's files is caught", () => {
    const resources = [...good.resources, 'icon.icns', 'de.lproj/locale.pak'];
    expect(surprises({ ...good, resources })).toHaveLength(2);
    expect(surprises({ ...good, resources, system: 'mac' })).toEqual([]);
  });

  test('with native code inside the archive, or JavaScript outside of it, is caught', () => {
    const archive = good.archive.map(({ path }) => ({ path, unpacked: false }));
    expect(surprises({ ...good, archive })).toEqual([`${KEYTAR} is not unpacked beside app.asar`]);
    const outside = good.archive.map((file) => (file.path.endsWith('keytar.js') ? { ...file, unpacked: true } : file));
    expect(surprises({ ...good, archive: outside })).toEqual([expect.stringContaining('keytar.js is unpacked')]);
  });

  test('with native code for another processor, for one of two, or that is no binary, is caught', () => {
    const native = (...archs: string[]) => ({ [`app.asar.unpacked/${KEYTAR}`]: archs });
    for (const archs of [['arm64'], [], ['x64', 'arm64']]) {
      expect(surprises({ ...good, native: native(...archs) })).toHaveLength(1);
    }
    expect(surprises({ ...good, archs: ['x64', 'arm64'], native: native('x64') })).toHaveLength(1);
    expect(surprises({ ...good, archs: ['x64', 'arm64'], native: native('arm64', 'x64') })).toEqual([]);
  });

  test('that starts something else, or still has its scripts, is caught', () => {
    expect(surprises({ ...good, manifest: { main: 'evil.js' } })).toEqual(['package.json starts "evil.js"']);
    expect(surprises({ ...good, manifest: { ...good.manifest, scripts: {} } })).toHaveLength(1);
  });
});

describe('the fuses in electron-builder.yml', () => {
  const { electronFuses } = parse(readFileSync('electron-builder.yml', 'utf8')) as {
    electronFuses: Record<string, boolean>;
  };

  test('are all stated, and as they have to be', () => {
    expect(wrongFuseConfiguration(electronFuses)).toEqual([]);
  });

  test.each(Object.keys(electronFuses))('%s flipped or left out is caught', (name) => {
    expect(wrongFuseConfiguration({ ...electronFuses, [name]: !electronFuses[name] })).toHaveLength(1);
    const { [name]: _, ...others } = electronFuses;
    expect(wrongFuseConfiguration(others)).toEqual([expect.stringContaining(`${name}: nothing`)]);
  });

  test('one that nobody knows, and none at all, are caught', () => {
    expect(wrongFuseConfiguration({ ...electronFuses, somethingNew: true })).toHaveLength(1);
    expect(wrongFuseConfiguration(undefined)).toHaveLength(8);
  });
});
