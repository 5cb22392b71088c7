// Reads a packed app as it lies on disk: the fuse wire of the binary, the archive's list, the resources, native modules.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { binaryArchs } from './binary-archs.ts';
import { fuseWires } from './fuse-wire.ts';
import type { Arch, Archived, PackageFacts, System } from './package-rules.ts';

/** A packed app and what it claims to be. */
export interface PackedApp {
  /** `linux-unpacked`, `mac-universal/Latchkey.app`, `win-arm64-unpacked` … */
  readonly folder: string;
  readonly system: System;
  readonly archs: readonly Arch[];
}

/** Where the fuse wire is. */
const BINARY: Readonly<Record<System, string>> = {
  linux: 'latchkey',
  win: 'Latchkey.exe',
  mac: 'Contents/Frameworks/Electron Framework.framework/Versions/A/Electron Framework',
};

/** The apps in electron-builder's output folder, whose folders name system and processor; x64 goes without saying. */
export async function findPackedApps(output: string): Promise<PackedApp[]> {
  const apps: PackedApp[] = [];
  for (const name of await readdir(output)) {
    // The halves that a universal app is made of end in -temp, and are not shipped.
    const [, system, arch = 'x64'] = /^(linux|win|mac)(?:-(arm64|universal))?(?:-unpacked)?$/.exec(name) ?? [];
    if (!system || !(await stat(join(output, name))).isDirectory()) continue;
    const archs: Arch[] = arch === 'universal' ? ['x64', 'arm64'] : [arch as Arch];
    const folder = system === 'mac' ? join(output, name, 'Latchkey.app') : join(output, name);
    apps.push({ folder, system: system as System, archs });
  }
  return apps;
}

export async function readPackage({ folder, system, archs }: PackedApp): Promise<PackageFacts> {
  const resourcesFolder = join(folder, system === 'mac' ? 'Contents/Resources' : 'resources');
  const archiveFile = join(resourcesFolder, 'app.asar');
  const resources = await filesIn(resourcesFolder);
  const native: Record<string, string[]> = {};
  for (const path of resources.filter((path) => path.endsWith('.node'))) {
    native[path] = binaryArchs(await readFile(join(resourcesFolder, path)));
  }
  return {
    system,
    archs,
    fuses: fuseWires(await readFile(join(folder, BINARY[system]))),
    archive: archived(archiveFile),
    manifest: JSON.parse(extractFile(archiveFile, 'package.json').toString('utf8')) as Record<string, unknown>,
    resources,
    native,
  };
}

function archived(file: string): Archived[] {
  return listPackage(file, { isPack: false }).flatMap((listed) => {
    const path = listed.split(sep).filter(Boolean).join('/');
    const entry = statFile(file, path.split('/').join(sep));
    return 'files' in entry ? [] : [{ path, unpacked: 'unpacked' in entry && entry.unpacked === true }];
  });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/')).sort();
}

export const nameOf = ({ folder, system }: PackedApp) => basename(system === 'mac' ? join(folder, '..') : folder);
