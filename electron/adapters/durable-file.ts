/**
 * Files of the app that are on disk when the call returns, and whole after a crash or a power cut: written under another
 * name, synchronised, put into their place, and their folder synchronised. For this person alone (mode 0600).
 */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';

/** What a crash leaves of a write ends with it. */
export const PARTIAL = '.partial';

type Content = string | Uint8Array;

/** Replaces a file, or makes it. After a crash there is the old one or the new one, each whole. */
export function replaceFile(path: string, content: Content): Promise<void> {
  return putInPlace(path, content, (partial) => rename(partial, path));
}

/** Makes a file, and leaves one that is there as it is: of several processes that make one, the first one's stays. */
export function makeFile(path: string, content: Content): Promise<void> {
  return putInPlace(path, content, async (partial) => {
    // Unlike a rename, a link never replaces.
    await link(partial, path).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    await rm(partial);
  });
}

async function putInPlace(path: string, content: Content, put: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${randomUUID()}${PARTIAL}`;
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await put(partial);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Puts the names in a folder on disk. Windows cannot open folders and needs no such thing. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
