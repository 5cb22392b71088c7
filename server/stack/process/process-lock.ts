import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LatchkeyError } from '../../../shared/errors.ts';

/**
 * One `latchkey up` per home. The lock is the operating system's own, through SQLite, which is the way Node has to one:
 * it ends with the process whatever happens, so there is nothing stale to judge after a crash.
 */
export class HomeLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * @param path of the lock file, made when it is not there
   * @throws LatchkeyError ALREADY_RUNNING, FOLDER_NOT_WRITABLE
   */
  static take(path: string): HomeLock {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: 0 });
      chmodSync(path, 0o600);
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return new HomeLock(database);
    } catch (cause) {
      database?.close();
      const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
      if (busy) throw new LatchkeyError('ALREADY_RUNNING', { detail: `${path} is held.`, cause });
      throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${path}: ${(cause as Error).message}.`, cause });
    }
  }

  release(): void {
    this.#database.close();
  }
}

const SQLITE_BUSY = 5;
