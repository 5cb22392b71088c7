import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { BrokenOff, whole } from '../platform/breaking-off.ts';
import { syncFolder, writeNewFile } from '../platform/durable-file.ts';
import { isThere } from '../platform/exists.ts';
import type { Sealed } from './sealing.ts';

/** No backup is larger; more than a hundred thousand devices' worth. */
const MAX_BYTES = 2 ** 30;

/** Refuses a name that is taken, before anybody is asked for a passphrase. @throws LatchkeyError BACKUP_EXISTS */
export async function requireNoBackup(path: string): Promise<void> {
  if (await isThere(path)) throw new LatchkeyError('BACKUP_EXISTS', { detail: `${path} is there already.` });
}

/**
 * Writes a backup: whole and readable, or not at all. It has its name only after it was read back from the disk and
 * decrypted to what went in. 0600. Nothing is overwritten, and nothing is left when it is broken off.
 * @param plain what was sealed
 * @throws LatchkeyError BACKUP_EXISTS, FOLDER_NOT_WRITABLE (a full disk too), BACKUP_DAMAGED when it reads back wrong; BrokenOff
 */
export function writeBackupFile(path: string, sealed: Sealed, plain: Uint8Array): Promise<void> {
  return whole((goOn) => write(path, sealed, plain, goOn));
}

async function write(path: string, sealed: Sealed, plain: Uint8Array, goOn: () => void): Promise<void> {
  await requireNoBackup(path);
  // A name that nobody can have taken: the folder may be one that others write to.
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    await writeNewFile(part, sealed.bytes, 0o600);
    await requireWhole(await readFile(part), sealed, plain);
    goOn();
    await giveName(part, path);
  } catch (cause) {
    if (LatchkeyError.is(cause) || cause instanceof BrokenOff) throw cause;
    const code = errnoOf(cause) ?? String(cause);
    if (code === 'EEXIST') throw new LatchkeyError('BACKUP_EXISTS', { detail: `${path} is there already.`, cause });
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', {
      detail: `${path} cannot be written: ${code}.`,
      ...(code === 'ENOSPC' && { hint: 'The disk is full. Make room, or choose another one.' }),
      cause,
    });
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

async function requireWhole(bytes: Uint8Array, sealed: Sealed, plain: Uint8Array): Promise<void> {
  const readBack = await sealed.readBack(bytes).catch(() => new Uint8Array());
  if (Buffer.from(plain).equals(readBack)) return;
  throw new LatchkeyError('BACKUP_DAMAGED', {
    detail: 'It does not read back as it was written.',
    hint: 'Check the disk.',
  });
}

/**
 * Hands a backup to somebody who keeps it, such as a pipe: whole and readable, or not at all.
 * @throws LatchkeyError BACKUP_DAMAGED, and what `put` throws
 */
export async function putBackup(
  put: (bytes: Uint8Array) => Promise<void>,
  sealed: Sealed,
  plain: Uint8Array,
): Promise<void> {
  await requireWhole(sealed.bytes, sealed, plain);
  await put(sealed.bytes);
}

/** A second name for what is there fails when the name is taken; sticks and shares that know no second names, rename. */
async function giveName(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' || (await isThere(path))) throw error;
    await rename(part, path);
  }
  // Some file systems of sticks and shares cannot: the file itself is on disk.
  await syncFolder(dirname(path)).catch(() => undefined);
}

/** Reads a backup. @throws LatchkeyError BACKUP_DAMAGED when there is none, or it is too large to be one */
export async function readBackupFile(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new LatchkeyError('BACKUP_DAMAGED', { detail: `${path} is no regular file.` });
    if (found.size <= MAX_BYTES) return await readFile(path);
  } catch (cause) {
    if (LatchkeyError.is(cause)) throw cause;
    const code = errnoOf(cause) ?? String(cause);
    throw new LatchkeyError('BACKUP_DAMAGED', { detail: `${path} cannot be read: ${code}.`, cause });
  }
  throw new LatchkeyError('BACKUP_DAMAGED', { detail: `${path} is larger than any backup.` });
}
