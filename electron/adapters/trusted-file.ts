/** Whether a program is the one that root or this person put there. The home asks the same of its own (server/platform). */
import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import process from 'node:process';

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
/** In a folder with it, such as /tmp, nobody takes away or renames what belongs to somebody else. */
const STICKY = 0o1000;
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
  if (!found || (found.uid !== 0 && found.uid !== user)) return false;
  // A link's own mode says nothing; who may replace it is decided by its folder.
  if (found.isSymbolicLink())
    return links < MAX_LINKS && isTrusted(resolve(await realpath(above), await readlink(path)), user, links + 1);
  if (found.isDirectory() && (found.mode & STICKY) !== 0) return true;
  // Many systems give each user a group of their own, with the same number.
  const privateGroup = found.gid === 0 || (found.gid === found.uid && found.uid === user);
  return (found.mode & OTHERS_WRITE) === 0 && ((found.mode & GROUP_WRITES) === 0 || privateGroup);
}
