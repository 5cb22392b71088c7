import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { whyNotTrusted } from './trusted-file.ts';

/** The absolute folders of a PATH; relative ones would depend on where a command is run. */
export const pathFolders = (path: string | undefined): string[] => (path ?? '').split(delimiter).filter(isAbsolute);

/** Whether this user may run it. */
export function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * @returns the first program of that name on a PATH that only root and this user may change, as an absolute path;
 * undefined when there is none
 */
export async function findOnPath(name: string, path: string | undefined): Promise<string | undefined> {
  for (const folder of pathFolders(path)) {
    const candidate = join(folder, name);
    if ((await isExecutable(candidate)) && (await whyNotTrusted(candidate)) === undefined) return candidate;
  }
  return undefined;
}
