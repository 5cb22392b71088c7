/** Tests that run as root give their homes to somebody: a home never runs as root. */
import { chmodSync, lchownSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Nobody's number on this machine. */
export const HOME_OWNER = 61_234;

function give(path: string): void {
  lchownSync(path, HOME_OWNER, HOME_OWNER);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
}

/** Gives a home to {@link HOME_OWNER}, and lets them pass the folder that it lies in. Does nothing without root. */
export function giveHomeAway(dir: string): void {
  if (process.getuid?.() !== 0) return;
  give(dir);
  const above = dirname(dir);
  const { mode } = lstatSync(above);
  if ((mode & 0o011) !== 0o011) chmodSync(above, mode | 0o011);
}
