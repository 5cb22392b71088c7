import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import process from 'node:process';

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
/** In a folder with it, such as /tmp, nobody takes away or renames what belongs to somebody else. */
const STICKY = 0o1000;
/** As many as Linux follows in one path (MAXSYMLINKS). */
const MAX_LINKS = 40;

/** What `lstat` says, as far as it decides who may change a file. */
export interface FileOwnership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/**
 * Who but root and this user may change a file or what a folder holds.
 * @param user the user of this process
 * @param folder whether it is a folder; only there does the sticky bit count
 * @returns undefined when nobody else may
 */
export function whoElseMayChange({ uid, gid, mode }: FileOwnership, user: number, folder: boolean): string | undefined {
  if (uid !== 0 && uid !== user) return `user ${uid}, who owns it,`;
  if (folder && (mode & STICKY) !== 0) return undefined;
  if ((mode & OTHERS_WRITE) !== 0) return 'everybody';
  // Debian and Ubuntu give each user a group of their own, with the same number.
  const privateGroup = gid === 0 || (gid === uid && uid === user);
  return (mode & GROUP_WRITES) !== 0 && !privateGroup ? `group ${gid}` : undefined;
}

/**
 * Looks at a program, every folder above it and every symbolic link on the way.
 * @param path absolute
 * @returns why somebody else could have put another program there, such as `everybody may change /opt/bin`; undefined
 * when only root and this user can. Always undefined on Windows, which has no such owners
 * @throws the error of the file system when something is not there
 */
export async function whyNotTrusted(path: string, user = process.getuid?.()): Promise<string | undefined> {
  if (user === undefined) return undefined;
  let rest = resolve(path).split(sep).filter(Boolean);
  let place = parse(resolve(path)).root;
  for (let links = 0; ; ) {
    const found = await lstat(place);
    const link = found.isSymbolicLink();
    // A link's own mode says nothing; who may replace it is decided by its folder.
    const who = whoElseMayChange(link ? { ...found, mode: 0 } : found, user, found.isDirectory());
    if (who !== undefined) return `${who} may change ${place}`;
    if (link) {
      links += 1;
      if (links > MAX_LINKS) return `${path} has too many symbolic links`;
      const target = await readlink(place);
      const whole = isAbsolute(target) ? target : join(dirname(place), target);
      rest = [...whole.split(sep).filter(Boolean), ...rest];
      place = parse(place).root;
    }
    const [next, ...after] = rest;
    if (next === undefined) return undefined;
    [place, rest] = [join(place, next), after];
  }
}
