import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { replaceFile } from '../../platform/durable-file.ts';
import type { RenderedFile } from './types.ts';

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
    if (errnoOf(cause) === 'ENOENT') return 'created';
    throw cause;
  }
}

async function replace(path: string, { content, mode }: RenderedFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replaceFile(path, content, mode, { shared: true });
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
