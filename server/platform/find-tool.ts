import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** The absolute folders of a PATH; relative ones would depend on where a command is run. */
const pathFolders = (path: string | undefined): string[] => (path ?? '').split(delimiter).filter(isAbsolute);

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** @returns the first program of that name on a PATH, as an absolute path */
export async function findOnPath(name: string, path: string | undefined): Promise<string | undefined> {
  for (const folder of pathFolders(path)) {
    const candidate = join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}
