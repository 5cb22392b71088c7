// Starts what was packed, for real: npm run pack:smoke, after npm run pack. A copy of the app gets the one fuse that a driver
// needs; then its first window has to show the app's own page. The app that is shipped is not touched.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { _electron } from 'playwright';
import { findPackedApps, type PackedApp } from './read-package.ts';

const EXECUTABLE = { linux: 'latchkey', win: 'Latchkey.exe', mac: 'Contents/MacOS/Latchkey' } as const;

async function copyForTheDriver({ folder, system }: PackedApp, into: string): Promise<string> {
  const copy = join(into, basename(folder));
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
  const executable = join(copy, EXECUTABLE[system]);
  await flipFuses(system === 'mac' ? copy : executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: system === 'mac',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return executable;
}

async function start(executablePath: string, userData: string): Promise<string> {
  const app = await _electron.launch({ executablePath, args: [`--user-data-dir=${userData}`], timeout: 60_000 });
  try {
    if (!(await app.evaluate(({ app }) => app.isPackaged))) throw new Error('It does not think that it is packed.');
    const window = await app.firstWindow();
    await window.getByRole('textbox').first().waitFor({ timeout: 30_000 });
    return await window.title();
  } finally {
    await app.close();
  }
}

const root = join(import.meta.dirname, '../..');
const own = process.arch;
const system = { linux: 'linux', win32: 'win', darwin: 'mac' }[process.platform as string];
const apps = await findPackedApps(join(root, 'dist'));
const packed = apps.find((app) => app.system === system && app.archs.some((arch) => arch === own));
if (!packed) throw new Error(`There is no packed app for ${system} on ${own} in dist. Type: npm run pack`);
const folder = await mkdtemp(join(tmpdir(), 'latchkey-smoke-'));
try {
  const executable = await copyForTheDriver(packed, folder);
  console.log(`The packed app shows "${await start(executable, join(folder, 'data'))}".`);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
