import type { AuditFilter } from '../core/audit/audit.ts';

/** The audit log's tables. Appended to the registry's migrations. */
export const AUDIT_SCHEMA = `
  CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    outcome TEXT NOT NULL,
    person  TEXT,
    device  TEXT,
    subject TEXT,
    detail  TEXT CHECK (json_valid(detail)),
    hash    TEXT NOT NULL CHECK (length(hash) = 64)
  ) STRICT;
  CREATE INDEX audit_by_kind ON audit (kind, seq);
  CREATE INDEX audit_by_person ON audit (person, seq) WHERE person IS NOT NULL;
  CREATE INDEX audit_by_device ON audit (device, seq) WHERE device IS NOT NULL;

  -- The last entry that was forgotten because of its age: the chain goes on from its hash.
  CREATE TABLE audit_checkpoint (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    mac  TEXT NOT NULL CHECK (length(mac) = 64)
  ) STRICT;

  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
  WHEN OLD.seq > ifnull((SELECT seq FROM audit_checkpoint), 0)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_checkpoint_is_never_deleted BEFORE DELETE ON audit_checkpoint
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_checkpoint_goes_forward BEFORE UPDATE ON audit_checkpoint WHEN NEW.seq <= OLD.seq
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;

const COLUMNS = 'seq, at, kind, actor, outcome, person, device, subject, detail, hash';

export const AUDIT_SQL = {
  last: 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  append: `
    INSERT INTO audit (${COLUMNS})
    VALUES (:seq, :at, :kind, :actor, :outcome, :person, :device, :subject, :detail, :hash)`,
  row: `SELECT ${COLUMNS} FROM audit WHERE seq = :seq`,
  after: `SELECT ${COLUMNS} FROM audit WHERE seq > :seq ORDER BY seq LIMIT :limit`,
  lastOfKind: `SELECT ${COLUMNS} FROM audit WHERE kind = :kind ORDER BY seq DESC LIMIT 1`,
  count: 'SELECT count(*) AS count FROM audit',
  checkpoint: 'SELECT seq, hash, mac FROM audit_checkpoint',
  setCheckpoint: `
    INSERT INTO audit_checkpoint (one, seq, hash, mac) VALUES (1, :seq, :hash, :mac)
    ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac`,
  firstToKeep: 'SELECT seq FROM audit WHERE at >= :before ORDER BY seq LIMIT 1',
  prune: 'DELETE FROM audit WHERE seq <= :seq',
} as const;

const CONDITIONS: Record<keyof AuditFilter, string> = {
  kind: 'kind = :kind',
  kinds: 'kind IN (SELECT value FROM json_each(:kinds))',
  outcome: 'outcome = :outcome',
  person: 'person = :person',
  device: 'device = :device',
  since: 'at >= :since',
  until: 'at < :until',
  before: 'seq < :before',
  after: 'seq > :after',
};

/** One page, the newest first; the oldest first when it goes on `after` an entry. */
export function pageSql(filter: AuditFilter): { sql: string; parameters: Record<string, string | number> } {
  const used = (Object.keys(CONDITIONS) as (keyof AuditFilter)[]).filter((key) => filter[key] !== undefined);
  const where = used.length === 0 ? '' : `WHERE ${used.map((key) => CONDITIONS[key]).join(' AND ')}`;
  return {
    sql: `SELECT ${COLUMNS} FROM audit ${where} ORDER BY seq ${filter.after === undefined ? 'DESC' : 'ASC'} LIMIT :limit`,
    parameters: Object.fromEntries(used.map((key) => [key, filter[key] ?? 0])),
  };
}
