import { copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { madeElsewhere } from '../../../scripts/pack/built-here.ts';
import { checkPackages } from '../../../scripts/pack/check-package.ts';
import { fuseWires } from '../../../scripts/pack/fuse-wire.ts';
import { makeStandIn } from '../../../scripts/pack/stand-in.ts';

const ROOT = process.cwd();
const FUSES = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

let folder: string;
let output: string;
let app: string;
let source: string;

/** A packed app as electron-builder lays it out, with placeholders for what is built and the real native module. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-packed-'));
  output = join(folder, 'dist');
  app = join(output, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
  source = join(folder, 'source');
  await makeStandIn(app, '45.4.1');
  await rename(join(app, 'electron'), join(app, 'latchkey'));
  await flip(FUSES);

  await put('package.json', '{"name":"latchkey","main":"out/main/index.js"}');
  const bundles = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
  const licences = ['out/main/THIRD-PARTY-LICENSES.md', 'out/renderer/THIRD-PARTY-LICENSES.md'];
  for (const file of [...bundles, ...licences]) await put(file, '');
  for (const file of ['package.json', 'LICENSE.md', 'lib/keytar.js', 'build/Release/keytar.node']) {
    const target = join(source, 'node_modules/keytar', file);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(ROOT, 'node_modules/keytar', file), target);
  }
  await archive();
  const server = join(app, 'resources/server');
  await cp(join(ROOT, 'resources/server'), server, { recursive: true });
  for (const file of ['latchkey.mjs', 'LICENSE', 'THIRD-PARTY-LICENSES.md']) await writeFile(join(server, file), '');
  await writeFile(join(app, 'resources/icon.png'), '');
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, text: string): Promise<void> {
  const path = join(source, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const archive = () => createPackageWithOptions(source, join(app, 'resources/app.asar'), { unpack: '**/*.node' });
const flip = (fuses: Partial<Record<FuseV1Options, boolean>>) =>
  flipFuses(join(app, 'latchkey'), { version: FuseVersion.V1, ...fuses });
const found = async () => (await checkPackages(ROOT, output)).surprises;

describe('reading a packed app', () => {
  test('finds nothing wrong with a good one', async () => {
    expect(await found()).toEqual([]);
  });

  test('sees a file in the archive that nobody expected', async () => {
    await put('.env', 'SECRET=1');
    await put('out/main/index.js.map', '{}');
    await archive();
    expect(await found()).toEqual([
      expect.stringContaining('app.asar holds .env'),
      expect.stringContaining('app.asar holds out/main/index.js.map'),
    ]);
  });

  test('sees a resource that is missing', async () => {
    await rm(join(app, 'resources/server/latchkey.mjs'));
    expect(await found()).toEqual([expect.stringContaining('lack server/latchkey.mjs')]);
  });

  test('sees a fuse that was flipped', async () => {
    await flip({ [FuseV1Options.RunAsNode]: true });
    expect(await found()).toEqual([expect.stringContaining('fuse runAsNode is true')]);
  });

  test('sees a native module for another processor', async () => {
    const other = Buffer.alloc(128);
    other.write('\x7fELF', 'latin1');
    other.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
    await writeFile(join(app, 'resources/app.asar.unpacked/node_modules/keytar/build/Release/keytar.node'), other);
    expect(await found()).toEqual([expect.stringContaining('keytar.node is for')]);
  });

  test('sees that there is nothing to read', async () => {
    await rm(app, { recursive: true });
    expect(await found()).toEqual([expect.stringContaining('there is no packed app')]);
  });
});

describe('a native module', () => {
  test('that prebuild-install unpacked, or that came with binaries, is no part of a release', async () => {
    const module = join(folder, 'keytar');
    await cp(join(ROOT, 'node_modules/keytar'), module, { recursive: true });
    expect(await madeElsewhere(module)).toEqual([]);
    await mkdir(join(module, 'prebuilds'));
    expect(await madeElsewhere(module)).toEqual([expect.stringContaining('prebuilt binaries')]);
    await rm(join(module, 'prebuilds'), { recursive: true });
    await rm(join(module, 'build'), { recursive: true });
    await mkdir(join(module, 'build/Release'), { recursive: true });
    await copyFile(
      join(ROOT, 'node_modules/keytar/build/Release/keytar.node'),
      join(module, 'build/Release/keytar.node'),
    );
    expect(await madeElsewhere(module)).toEqual([expect.stringContaining('was not built here')]);
  });
});

describe("Electron's fuse wire", () => {
  const wire = (states: string, version = 1) =>
    Buffer.concat([
      Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
      Buffer.from([version, states.length]),
      Buffer.from(states),
    ]);

  test('is read in both halves of a universal binary', () => {
    const noise = Buffer.from('noise');
    expect(fuseWires(Buffer.concat([noise, wire('01r'), noise, wire('11'), noise]))).toEqual([
      [false, true, undefined],
      [true, true],
    ]);
  });

  test('that is missing or of another kind is an error, not an empty answer', () => {
    expect(() => fuseWires(Buffer.from('no wire'))).toThrow('no fuse wire');
    expect(() => fuseWires(wire('01', 2))).toThrow('version 2');
  });
});
