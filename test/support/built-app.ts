import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areNewer } from '../../scripts/newer.ts';
import { run } from './processes.ts';

/** The folder that the app is started from. */
export const APP_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

const SOURCES = ['electron', 'renderer', 'shared', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
const BUILT = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Builds the app unless what is built is newer than all that it is built from. @returns the folder to start it from */
export async function ensureBuilt(): Promise<string> {
  const at = (path: string) => join(APP_FOLDER, path);
  if (await areNewer(BUILT.map(at), SOURCES.map(at))) return APP_FOLDER;
  const builder = at('node_modules/electron-vite/bin/electron-vite.js');
  const { code, stderr } = await run({
    file: process.execPath,
    args: [builder, 'build'],
    cwd: APP_FOLDER,
    timeout: 120_000,
  });
  if (code !== 0) throw new Error(`the app cannot be built:\n${stderr}`);
  return APP_FOLDER;
}
