/** The app as it ships, built once for a run of the specs. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const APP = join(import.meta.dirname, '../../..');
const ELECTRON_VITE = join(APP, 'node_modules/electron-vite/bin/electron-vite.js');
const BUILD_TIMEOUT_MS = 60_000;

let building: Promise<unknown> | undefined;

/** @throws Error with what the build said */
export async function buildApp(): Promise<void> {
  const args = [ELECTRON_VITE, 'build', '--logLevel', 'warn'];
  building ??= promisify(execFile)(process.execPath, args, { cwd: APP, timeout: BUILD_TIMEOUT_MS });
  await building;
}
