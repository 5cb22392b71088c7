/**
 * Files that are on disk when the call returns, and whole after a crash or a power cut. A file is written under another
 * name, synchronised, renamed into its place, and its folder synchronised: without the last step the rename itself may be
 * lost. What the operating system refuses is thrown as it came ({@link errnoOf}).
 */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shareWithFolder } from './folder-group.ts';

type Content = string | Uint8Array;

/** A leftover of a crash has this name; the next write of the same file removes it. */
const temporary = (path: string) => `${path}.new`;

/**
 * Writes a file that is not there yet. Its content is on disk when it returns; its name is once the folder was
 * synchronised ({@link syncFolder}), which several files of one folder can share.
 * @param mode exactly, whatever the umask says
 * @throws EEXIST when there is a file of that name; nothing is left behind when the writing itself fails
 */
export async function writeNewFile(path: string, content: Content, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Replaces a file, or makes it: after a crash there is the old one or the new one, each whole. One writer at a time.
 * @param mode of the new file, exactly
 * @param options.shared gives it the group of the folder that it lies in ({@link shareWithFolder})
 */
export async function replaceFile(
  path: string,
  content: Content,
  mode: number,
  { shared = false }: { readonly shared?: boolean } = {},
): Promise<void> {
  const next = temporary(path);
  // A leftover may have other permissions, or lead elsewhere: never write into it.
  await rm(next, { force: true });
  await writeNewFile(next, content, mode);
  try {
    if (shared) await shareWithFolder(next, mode);
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** {@link replaceFile}, for what happens inside a transaction of the registry. It holds up the process meanwhile. */
export function replaceFileSync(path: string, content: Content, mode: number): void {
  const next = temporary(path);
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', mode);
  try {
    fchmodSync(file, mode);
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  syncFolderSync(dirname(path));
}

/** Puts the names in a folder on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** {@link syncFolder} */
export function syncFolderSync(path: string): void {
  // A program that may touch some files of the folder only (Node's permission model) cannot open it.
  if (process.permission?.has('fs.read', path) === false) return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
