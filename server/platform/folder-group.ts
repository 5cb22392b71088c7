import { chmod, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Gives a file or socket of this user's the group of the folder that it lies in, and these permissions. Where the folder
 * is for this user alone, its group is this user's, and nothing is shared.
 * @param mode POSIX permissions, exactly
 * @throws EPERM when this process is not in that group
 */
export async function shareWithFolder(path: string, mode: number): Promise<void> {
  const [folder, file] = await Promise.all([stat(dirname(path)), stat(path)]);
  if (folder.gid !== file.gid) await chown(path, file.uid, folder.gid);
  await chmod(path, mode);
}
