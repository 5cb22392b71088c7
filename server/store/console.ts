import type { AdminRecord, ConsoleRecords } from '../core/console/ports.ts';
import { CONSOLE_SQL } from './console-sql.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';

/** {@link ConsoleRecords} on the registry's own connection, so that changes can be part of the registry's transactions. */
export class SqliteConsole implements ConsoleRecords {
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements<typeof CONSOLE_SQL>;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    this.#statements = prepareStatements(registry.database, CONSOLE_SQL);
  }

  admins(): readonly AdminRecord[] {
    const rows = this.#registry.guarded(() => this.#statements.admins.all());
    return rows.map(({ person, since }) => ({ person: String(person), since: Number(since) }));
  }

  addAdmin(person: string, at: number): boolean {
    return this.#run('addAdmin', { person, at }) === 1;
  }

  removeAdmin(person: string): boolean {
    return this.#run('removeAdmin', { person }) === 1;
  }

  addLink(hash: string, expiresAt: number): void {
    this.#run('addLink', { hash, expiresAt });
  }

  useLink(hash: string, at: number): boolean {
    return this.#run('useLink', { hash, at }) === 1;
  }

  refuseLink(hash: string, at: number): boolean {
    return this.#run('refuseLink', { hash, at }) === 1;
  }

  addSession(hash: string, expiresAt: number, at: number): void {
    this.#run('forgetOver', { at });
    this.#run('addSession', { hash, expiresAt });
  }

  session(hash: string, at: number): number | undefined {
    const row = this.#registry.guarded(() => this.#statements.session.get({ hash, at }));
    return row && Number(row.expires_at);
  }

  endSession(hash: string): boolean {
    return this.#run('endSession', { hash }) === 1;
  }

  endAll(): number {
    return this.#registry.atomically(() => {
      this.#run('forgetLinks', {});
      return this.#run('endSessions', {});
    });
  }

  /** @returns how many rows were changed */
  #run(name: keyof typeof CONSOLE_SQL, parameters: Record<string, string | number>): number {
    return this.#registry.guarded(() => Number(this.#statements[name].run(parameters).changes));
  }
}
