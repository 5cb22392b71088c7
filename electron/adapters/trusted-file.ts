/** Whether a program is the one that root or this person put there. The home asks the same of its own (server/platform). */

import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { whoElseMayChange } from '../../shared/file-ownership.ts';

/** As many as Linux follows in one path (MAXSYMLINKS). */
const MAX_LINKS = 40;

/**
 * Looks at a file, every folder above it and every symbolic link on the way.
 * @param path absolute
 * @returns whether nobody but root and this user could have put it there; always on Windows, which has no such owners
 */
export async function isTrusted(path: string, user = process.getuid?.(), links = 0): Promise<boolean> {
  if (user === undefined) return true;
  const above = dirname(path);
  if (above !== path && !(await isTrusted(above, user, links))) return false;
  const found = await lstat(path).catch(() => undefined);
  if (!found) return false;
  const link = found.isSymbolicLink();
  // A link's own mode says nothing; who may replace it is decided by its folder.
  const who = whoElseMayChange(link ? { ...found, mode: 0 } : found, user, found.isDirectory());
  if (who !== undefined) return false;
  if (!link) return true;
  return links < MAX_LINKS && isTrusted(resolve(await realpath(above), await readlink(path)), user, links + 1);
}
