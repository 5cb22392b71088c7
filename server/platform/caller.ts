import { stat } from 'node:fs/promises';
import process from 'node:process';

/**
 * Runs something as whoever typed the command. A command of root's in somebody else's home works as the home's owner;
 * files outside the home that root named are for root to write. Nothing else may go on meanwhile.
 */
async function asCaller<T>(work: () => Promise<T>): Promise<T> {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  if (process.getuid?.() !== 0 || uid === 0 || uid === undefined || gid === undefined) return work();
  process.seteuid?.(0);
  process.setegid?.(0);
  try {
    return await work();
  } finally {
    process.setegid?.(gid);
    process.seteuid?.(uid);
  }
}

/**
 * Writes a file that somebody named on the command line: in the home it is the owner's, elsewhere of whoever typed the
 * command.
 * @param path of the file, absolute
 * @param home the home's folder, absolute
 */
export function writeNamed<T>(path: string, home: string, write: () => Promise<T>): Promise<T> {
  return path.startsWith(`${home}/`) ? write() : asCaller(write);
}

/**
 * Runs something as the user that a folder belongs to, so that what root makes in it is theirs. As whoever this process is
 * where that is not root, or where the folder is root's own. Nothing else may go on meanwhile.
 */
export async function asOwnerOf<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const owner = await stat(folder);
  return process.geteuid?.() !== 0 || owner.uid === 0 ? work() : asUser(owner, work);
}

/** Whether files are root's, or root's group's. */
export const isOfRoot = ({ uid, gid }: { readonly uid: number; readonly gid: number }): boolean =>
  uid === 0 || gid === 0;

/** Does something of root's as another user, and is root again afterwards. Nothing else may go on meanwhile. */
export async function asUser<T>(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  work: () => Promise<T>,
): Promise<T> {
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
