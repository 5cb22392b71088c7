import { DatabaseSync } from 'node:sqlite';
import { guard } from './database.ts';

/**
 * Reads one value of the registry's meta table, without opening the registry for writing.
 * @throws LatchkeyError REGISTRY_DAMAGED, FOLDER_NOT_WRITABLE
 */
export function readMeta(path: string, key: string): string | undefined {
  return guard(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(key);
      return row === undefined ? undefined : String(row.value);
    } finally {
      database.close();
    }
  });
}
