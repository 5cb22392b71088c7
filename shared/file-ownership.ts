/** What the file system says of a file, as far as it decides who may change it. */
export interface FileOwnership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
/** In a folder with it, such as /tmp, nobody takes away or renames what belongs to somebody else. */
const STICKY = 0o1000;

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
