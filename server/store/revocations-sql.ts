/**
 * Counts every change of a certificate's state in the transaction that makes it, whoever makes it, and keeps the last
 * CRL: its number only ever grows.
 */
export const REVOCATIONS_SCHEMA = `
  CREATE TABLE revocation_list (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    changes     INTEGER NOT NULL,
    number      INTEGER NOT NULL DEFAULT 0,
    this_update INTEGER,
    issuer      TEXT,
    made_at     INTEGER,
    der         BLOB
  ) STRICT;
  INSERT INTO revocation_list (id, changes) VALUES (1, 0);
  CREATE TRIGGER certificate_state_changed AFTER UPDATE OF state ON certificate WHEN old.state <> new.state
  BEGIN
    UPDATE revocation_list SET changes = changes + 1;
  END;
  CREATE TRIGGER revocation_list_number_grows BEFORE UPDATE OF number ON revocation_list WHEN new.number <= old.number
  BEGIN
    SELECT raise(ABORT, 'the number of a CRL only grows');
  END;
  CREATE INDEX certificate_not_active_until ON certificate (not_after) WHERE state <> 'active';
`;

export const REVOCATIONS_SQL = {
  changes: 'SELECT changes FROM revocation_list WHERE id = 1',
  last: `
    SELECT number, this_update, issuer, made_at, der FROM revocation_list
    WHERE id = 1 AND der IS NOT NULL`,
  remember: `
    UPDATE revocation_list
    SET number = :number, this_update = :thisUpdate, issuer = :issuer, made_at = :changes, der = :der
    WHERE id = 1 AND number < :number`,
  revoked: `
    SELECT serial, revoked_at, coalesce(reason, 'superseded') AS reason FROM certificate
    WHERE state <> 'active' AND not_after > :endedAfter ORDER BY not_after`,
} as const;
