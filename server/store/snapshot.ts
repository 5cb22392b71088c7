import { backup, DatabaseSync } from 'node:sqlite';
import { LatchkeyError } from '../../shared/errors.ts';
import { guard } from './database.ts';
import type { SqliteRegistry } from './registry.ts';

/** More pages than any registry has: everything in one step, so that nobody's writing makes it begin anew. */
const ALL_PAGES = 2 ** 30;

/**
 * Copies the registry as it is at one moment, while others read and write it.
 * @param path of the copy: one file, without a journal beside it
 * @throws LatchkeyError REGISTRY_DAMAGED when the copy is not whole, FOLDER_NOT_WRITABLE
 */
export async function snapshotRegistry(registry: SqliteRegistry, path: string): Promise<void> {
  await backup(registry.database, path, { rate: ALL_PAGES }).catch((error: unknown) => {
    guard(path, () => {
      throw error;
    });
  });
  guard(path, () => {
    const copy = new DatabaseSync(path);
    try {
      copy.exec('PRAGMA journal_mode = DELETE');
      const check = Object.values(copy.prepare('PRAGMA integrity_check(1)').get() ?? {})[0];
      if (check !== 'ok') throw new LatchkeyError('REGISTRY_DAMAGED', { detail: `Its copy is damaged: ${check}.` });
    } finally {
      copy.close();
    }
  });
}
