import { guard } from './database.ts';
import type { SqliteRegistry } from './registry.ts';

/** What the home remembers of itself. Times are milliseconds since 1970-01-01 UTC. */
export type MetaKey =
  /** When the last backup was made. */
  | 'last_backup_at'
  /** When the replacement of a leaked CA was begun; gone when it is done. */
  | 'ca_burn_begun_at';

/** The registry's table of single values. Within {@link SqliteRegistry.atomically} part of that transaction. */
export class MetaTable {
  readonly #registry: SqliteRegistry;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
  }

  /** @returns undefined when it was never set, or was cleared */
  time(key: MetaKey): number | undefined {
    const row = this.#run(() => this.#registry.database.prepare('SELECT value FROM meta WHERE key = ?').get(key));
    return row === undefined ? undefined : Number(row.value);
  }

  setTime(key: MetaKey, at: number): void {
    const sql =
      'INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    this.#run(() => this.#registry.database.prepare(sql).run({ key, value: String(at) }));
  }

  clear(key: MetaKey): void {
    this.#run(() => this.#registry.database.prepare('DELETE FROM meta WHERE key = ?').run(key));
  }

  #run<T>(run: () => T): T {
    return guard('registry.db', run);
  }
}
