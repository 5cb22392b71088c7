/** Tests that run as root give their homes to somebody: a home never runs as root. */
import { chmodSync, lchownSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Nobody's number on this machine. */
export const HOME_OWNER = 61_234;

function give(path: string, owner: number): void {
  lchownSync(path, owner, owner);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name), owner);
}

/** Gives a home to {@link HOME_OWNER}, and lets them pass the folder that it lies in. Does nothing without root. */
export function giveHomeAway(dir: string): void {
  if (process.getuid?.() !== 0) return;
  give(dir, HOME_OWNER);
  const above = dirname(dir);
  const { mode } = lstatSync(above);
  if ((mode & 0o011) !== 0o011) chmodSync(above, mode | 0o011);
}

/** Makes a home root's own, for commands that run in the test's process: they would become its owner, for good. */
export function takeHomeBack(dir: string): void {
  if (process.getuid?.() === 0) give(dir, 0);
}
