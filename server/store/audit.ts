import type { DatabaseSync } from 'node:sqlite';
import type {
  Actor,
  AuditFilter,
  AuditKind,
  AuditLog,
  AuditVerdict,
  NewAuditEntry,
  StoredAuditEntry,
} from '../core/audit/audit.ts';
import type { Clock, Secrets } from '../core/ports/basics.ts';
import { readHead, writeHead } from './audit-head.ts';
import { type AuditRow, hashedText, toStoredEntry } from './audit-row.ts';
import { AUDIT_SQL, pageSql } from './audit-sql.ts';
import { type AuditEnd, checkpointText, GENESIS, verifyChain } from './audit-verify.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';

/** No name, address or hash is longer; what a caller may choose must not fill the disk. */
const MAX_TEXT = 300;

export interface AuditPorts {
  readonly registry: SqliteRegistry;
  /** The file that remembers the end of the log. */
  readonly head: string;
  readonly secrets: Pick<Secrets, 'auditMac'>;
  readonly clock: Clock;
  /** Whose deed is being done right now. */
  readonly actor: () => Actor;
}

/**
 * The audit log in the registry's file: append-only, and a chain. Each entry's hash is an HMAC over the hash before it
 * and the entry, under a key of the home: who can write the database but has not secret.key cannot make an entry that
 * fits. The end is remembered in a file of its own, so that a log that was cut off is noticed too.
 * Several processes append at the same time.
 */
export class SqliteAudit implements AuditLog {
  readonly #ports: AuditPorts;
  readonly #database: DatabaseSync;
  readonly #statements: Statements<typeof AUDIT_SQL>;
  #unanchored = false;

  constructor(ports: AuditPorts) {
    this.#ports = ports;
    this.#database = ports.registry.database;
    this.#statements = prepareStatements(ports.registry, AUDIT_SQL);
    ports.registry.afterCommit(() => this.#anchor());
  }

  /** {@link AuditLog.record} */
  record(entry: NewAuditEntry): void {
    const { clock, actor, secrets, head } = this.#ports;
    this.#ports.registry.atomically(() => {
      const last = this.#last();
      // The file is there from the first entry on: that it is missing later means that somebody took it away.
      if (last.seq === 0 && readHead(head) === undefined) writeHead(head, last);
      const row = {
        seq: last.seq + 1,
        at: clock.now(),
        kind: entry.kind,
        actor: tidy(entry.actor ?? actor()),
        outcome: entry.outcome,
        person: tidyOrNull(entry.person),
        device: tidyOrNull(entry.device),
        subject: tidyOrNull(entry.subject),
        detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
      };
      this.#statements.append.run({ ...row, hash: secrets.auditMac(hashedText(last.hash, row)) });
      this.#unanchored = true;
    });
  }

  /** {@link AuditLog.page} */
  page(filter: AuditFilter, limit: number): readonly StoredAuditEntry[] {
    const { sql, parameters } = pageSql(filter);
    return this.#database
      .prepare(sql)
      .all({ ...parameters, limit })
      .map(toStoredEntry);
  }

  /** {@link AuditLog.lastOf} */
  lastOf(kind: AuditKind): StoredAuditEntry | undefined {
    const row = this.#statements.lastOfKind.get({ kind });
    return row && toStoredEntry(row);
  }

  /** {@link AuditLog.count} */
  count(): number {
    return Number(this.#statements.count.get()?.count);
  }

  /** {@link AuditLog.verify} */
  verify(): AuditVerdict {
    const { head, secrets } = this.#ports;
    // The file before the rows: entries that are appended meanwhile make the log longer than the file says, never shorter.
    let end: AuditEnd | undefined;
    try {
      end = readHead(head);
    } catch (error) {
      return { ok: false, seq: undefined, why: `${String(error instanceof Error ? error.message : error)}.` };
    }
    this.#database.exec('BEGIN');
    try {
      return verifyChain({
        rows: this.#statements.after.iterate({ seq: -1, limit: -1 }) as Iterable<AuditRow>,
        checkpoint: this.#statements.checkpoint.get() as (AuditEnd & { mac: string }) | undefined,
        head: end,
        headPath: head,
        mac: (text) => secrets.auditMac(text),
      });
    } finally {
      this.#database.exec('ROLLBACK');
    }
  }

  /** {@link AuditLog.prune} */
  prune(before: number): number {
    const { registry, head, secrets } = this.#ports;
    return registry.atomically(() => {
      const keep = this.#statements.firstToKeep.get({ before });
      const anchored = readHead(head)?.seq ?? 0;
      const seq = Math.min(anchored, (keep ? Number(keep.seq) : this.#last().seq + 1) - 1);
      const row = this.#statements.row.get({ seq });
      if (!row) return 0;
      const hash = String(row.hash);
      this.#statements.setCheckpoint.run({ seq, hash, mac: secrets.auditMac(checkpointText({ seq, hash })) });
      const forgotten = this.#statements.prune.run({ seq });
      this.record({ kind: 'audit-pruned', outcome: 'ok', subject: String(seq), detail: { entries: forgotten } });
      return forgotten;
    });
  }

  /**
   * Takes the log as it is now for whole, whatever the file that remembers its end says. For `latchkey restore` alone,
   * which puts an older log in the place of a newer one and says so in an entry.
   */
  accept(): void {
    this.#ports.registry.atomically(() => writeHead(this.#ports.head, this.#last()));
  }

  /** Moves the remembered end to the last entry, unless what is remembered does not fit: then it stays, as evidence. */
  #anchor(): void {
    if (!this.#unanchored) return;
    this.#unanchored = false;
    const { registry, head } = this.#ports;
    try {
      // Under the write lock: no other process moves the end meanwhile, so it never goes back.
      registry.atomically(() => {
        const remembered = readHead(head);
        if (remembered && this.#hashAt(remembered.seq) === remembered.hash) writeHead(head, this.#last());
      });
    } catch {
      // What was to be recorded is on disk. The end stays a little behind, which the next entry fixes.
    }
  }

  #last(): AuditEnd {
    const row = this.#statements.last.get() ?? this.#statements.checkpoint.get();
    return row ? { seq: Number(row.seq), hash: String(row.hash) } : GENESIS;
  }

  #hashAt(seq: number): string | undefined {
    if (seq === 0) return GENESIS.hash;
    const row = this.#statements.row.get({ seq });
    const checkpoint = this.#statements.checkpoint.get();
    return row ? String(row.hash) : checkpoint?.seq === seq ? String(checkpoint.hash) : undefined;
  }
}

/** SQLite keeps no half of a surrogate pair, and what it keeps must be what was hashed. */
const tidy = (text: string) => text.toWellFormed().replaceAll('\0', '').slice(0, MAX_TEXT).toWellFormed();
const tidyOrNull = (text: string | undefined) => (text === undefined ? null : tidy(text));
