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
    this.#statements = prepareStatements(registry, CONSOLE_SQL);
  }

  admins(): readonly AdminRecord[] {
    const rows = this.#statements.admins.all();
    return rows.map(({ person, since }) => ({ person: String(person), since: Number(since) }));
  }

  addAdmin(person: string, at: number): boolean {
    return this.#statements.addAdmin.run({ person, at }) === 1;
  }

  removeAdmin(person: string): boolean {
    return this.#statements.removeAdmin.run({ person }) === 1;
  }

  addLink(hash: string, expiresAt: number): void {
    this.#statements.addLink.run({ hash, expiresAt });
  }

  useLink(hash: string, at: number): boolean {
    return this.#statements.useLink.run({ hash, at }) === 1;
  }

  refuseLink(hash: string, at: number): boolean {
    return this.#statements.refuseLink.run({ hash, at }) === 1;
  }

  addSession(hash: string, expiresAt: number, at: number): void {
    this.#statements.forgetOver.run({ at });
    this.#statements.addSession.run({ hash, expiresAt });
  }

  session(hash: string, at: number): number | undefined {
    const row = this.#statements.session.get({ hash, at });
    return row && Number(row.expires_at);
  }

  endSession(hash: string): boolean {
    return this.#statements.endSession.run({ hash }) === 1;
  }

  endAll(): number {
    return this.#registry.atomically(() => {
      this.#statements.forgetLinks.run();
      return this.#statements.endSessions.run();
    });
  }
}
