import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { shareWithFolder } from '../platform/folder-group.ts';
import type { RenderedFile } from './rendered.ts';

export interface WrittenFile {
  readonly path: string;
  readonly change: 'created' | 'changed' | 'unchanged';
}

async function changeOf(path: string, { content, mode }: RenderedFile): Promise<WrittenFile['change']> {
  try {
    const [now, file, folder] = await Promise.all([readFile(path, 'utf8'), stat(path), stat(dirname(path))]);
    const same = now === content && (file.mode & 0o777) === mode && file.gid === folder.gid;
    return same ? 'unchanged' : 'changed';
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'created';
    throw cause;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: whoever reads it sees the old one or the new one, after a power cut too. */
async function replace(path: string, { content, mode }: RenderedFile): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    // A leftover of a crash may have other permissions: O_EXCL, so that ours are the ones it gets.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await shareWithFolder(temporary, mode);
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/**
 * Puts rendered files on disk, each atomically and with its mode. What is right already is left alone.
 * @param options.dryRun say what would change, and change nothing
 * @throws LatchkeyError FOLDER_NOT_WRITABLE
 */
export async function writeRendered(
  files: ReadonlyMap<string, RenderedFile>,
  options: { readonly dryRun?: boolean } = {},
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const [path, file] of files) {
    try {
      const change = await changeOf(path, file);
      if (change !== 'unchanged' && !options.dryRun) await replace(path, file);
      written.push({ path, change });
    } catch (cause) {
      throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${path}: ${(cause as Error).message}.`, cause });
    }
  }
  return written;
}
