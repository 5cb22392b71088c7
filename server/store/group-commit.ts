import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync } from 'node:sqlite';

/** Works that wait this long for the write lock are long enough: others are waiting for it too. */
const LARGEST_GROUP = 64;

interface Waiting {
  readonly run: () => void;
  readonly done: (failure?: unknown) => void;
}

/**
 * Gathers what wants to be written at the same moment into one transaction: the disk is waited for once, not once each.
 * With sixteen enrolments at a time that is 420 to 570 certificates a second instead of 250 (`npm run bench:signing`).
 * A work that throws takes nothing of the others back; when the transaction fails, all of them have failed.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #atomically: (run: () => void) => void;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(database: DatabaseSync, atomically: (run: () => void) => void) {
    this.#database = database;
    this.#atomically = atomically;
  }

  /** Resolves with what `run` returned once it is on disk; rejects when it threw or could not be written. */
  run<T>(run: () => T): Promise<T> {
    // Whose work it is must not become whoever happens to be first in the group.
    const bound = AsyncLocalStorage.bind(run);
    return new Promise((resolve, reject) => {
      let value: T;
      this.#waiting.push({
        run: () => {
          value = bound();
        },
        done: (...failure) => (failure.length > 0 ? reject(failure[0]) : resolve(value)),
      });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#commit());
    });
  }

  #commit(): void {
    const group = this.#waiting.splice(0, LARGEST_GROUP);
    this.#scheduled = this.#waiting.length > 0;
    if (this.#scheduled) setImmediate(() => this.#commit());
    const failed = new Map<Waiting, unknown>();
    try {
      this.#atomically(() => {
        for (const work of group) this.#inSavepoint(work, failed);
      });
    } catch (failure) {
      for (const work of group) work.done(failure);
      return;
    }
    for (const work of group) failed.has(work) ? work.done(failed.get(work)) : work.done();
  }

  #inSavepoint(work: Waiting, failed: Map<Waiting, unknown>): void {
    this.#database.exec('SAVEPOINT work');
    try {
      work.run();
    } catch (failure) {
      // The database itself may have ended the transaction (a full disk): then nothing of the group is kept.
      if (!this.#database.isTransaction) throw failure;
      this.#database.exec('ROLLBACK TO work');
      failed.set(work, failure);
    }
    this.#database.exec('RELEASE work');
  }
}
