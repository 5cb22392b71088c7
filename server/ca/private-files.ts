/** Files that only their owner may read: written whole or not at all, and refused when others can read them. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { whole } from '../platform/breaking-off.ts';
import { replaceFile as replaceDurably, syncFolder, writeNewFile } from '../platform/durable-file.ts';
import { isOpenToOthers, octal } from '../platform/private-file.ts';

/** No file of these is longer. */
const MAX_FILE = 64 * 1024;

/**
 * Reads a file that nobody but its owner may read.
 * @throws LatchkeyError CA_KEY_EXPOSED, HOME_DAMAGED when it is missing or unreadable
 */
export function readPrivate(path: string): Promise<Buffer> {
  return reading(path, async (file) => {
    const { mode } = await file.stat();
    if (isOpenToOthers(mode)) {
      const hint = `Make it readable by its owner only (chmod 600 ${path}), and think about who may have read it.`;
      throw new LatchkeyError('CA_KEY_EXPOSED', { detail: `${path} has mode ${octal(mode)}.`, hint });
    }
    return file.readFile();
  });
}

/** Reads a file. @throws LatchkeyError HOME_DAMAGED when it is missing or unreadable */
export function readWhole(path: string): Promise<Buffer> {
  return reading(path, (file) => file.readFile());
}

async function reading(path: string, read: (file: FileHandle) => Promise<Buffer>): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    // Without waiting: a pipe would be waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MAX_FILE)
      throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} is no key file.` });
    return await read(file);
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} cannot be read.`, cause: error });
  } finally {
    await file?.close();
  }
}

/** Writes a file that is not there yet; on disk when it returns, its name once the folder is synchronised. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  return refusing(path, () => writeNewFile(path, content, mode));
}

/**
 * Writes a file that the admin named, whole or not at all; on disk when it returns.
 * @throws LatchkeyError BACKUP_EXISTS, FOLDER_NOT_WRITABLE
 */
export async function writeNewSecret(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  try {
    await whole(() => writeNew(path, content, mode));
  } catch (error) {
    if (LatchkeyError.is(error) && error.code === 'HOME_EXISTS')
      throw new LatchkeyError('BACKUP_EXISTS', { detail: `${path} is there already.`, cause: error });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Replaces a file as a whole: after a crash there is the old one or the new one. On disk when it returns.
 * @throws LatchkeyError FOLDER_NOT_WRITABLE; the old one is there then
 */
export function replaceFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  return refusing(path, () => replaceDurably(path, content, mode));
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ENOENT', 'ENOTDIR']);

/**
 * Runs something that writes; what the operating system refuses becomes an error of the catalogue.
 * @throws LatchkeyError HOME_EXISTS, FOLDER_NOT_WRITABLE
 */
export async function refusing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST')
      throw new LatchkeyError('HOME_EXISTS', { detail: `${path} is there already.`, cause: error });
    if (NOT_WRITABLE.has(code)) {
      throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${path} cannot be written: ${code}.`, cause: error });
    }
    throw error;
  }
}
