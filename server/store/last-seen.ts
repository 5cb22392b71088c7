import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SightingStore } from '../core/access/last-seen.ts';
import type { Sighting } from '../core/records.ts';

/** The primary result code of a database that somebody else is writing to: https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** Sightings come within seconds of each other: one that is a day ahead was made by a clock that ran ahead. */
const KEEP = `
  INSERT INTO last_seen (device_id, at, address, host)
  SELECT device_id, :at, :address, :host FROM certificate WHERE fingerprint = :fingerprint
  ON CONFLICT (device_id) DO UPDATE SET at = excluded.at, address = excluded.address, host = excluded.host
  WHERE excluded.at > last_seen.at OR last_seen.at - excluded.at > 86400000`;

/**
 * {@link SightingStore} in the registry's file, on a connection of its own: it never waits for the write lock, since the
 * auth endpoint's answers would wait with it, and it does not wait for the disk either. What a power cut takes is a few
 * seconds of sightings.
 */
export class SqliteSightings implements SightingStore {
  readonly #database: DatabaseSync;
  readonly #keep: StatementSync;

  /** @param path of a registry that is open, and so has today's schema */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true, defensive: true });
    this.#database.exec('PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON');
    this.#keep = this.#database.prepare(KEEP);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  keep(sightings: ReadonlyMap<string, Sighting>): boolean {
    return this.#unlessBusy(() => {
      for (const [fingerprint, { at, address, host }] of sightings) {
        this.#keep.run({ fingerprint, at, address, host: host ?? null });
      }
    });
  }

  forget(): boolean {
    const done = this.#unlessBusy(() => this.#database.exec('DELETE FROM last_seen'));
    // What was written before still lies in the journal, until it is taken into the file and cut off.
    return done && Number(this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy) === 0;
  }

  #unlessBusy(write: () => void): boolean {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      write();
      this.#database.exec('COMMIT');
      return true;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : Number.NaN;
      if ((code & 0xff) === SQLITE_BUSY) return false;
      throw error;
    }
  }
}
