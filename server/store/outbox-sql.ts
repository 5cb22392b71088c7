/** Where notices wait. Appended to the registry's migrations. */
export const OUTBOX_SCHEMA = `
  CREATE TABLE notice_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
  ) STRICT;
  INSERT INTO notice_cursor VALUES (1, 0);

  CREATE TABLE notice (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL,
    channel    TEXT NOT NULL,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
    created_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    done_at    INTEGER,
    error      TEXT,
    UNIQUE (id, channel),
    CHECK ((state = 'waiting') = (done_at IS NULL))
  ) STRICT;
  CREATE INDEX notice_due ON notice (channel, next_at) WHERE state = 'waiting';
  CREATE INDEX notice_done ON notice (done_at) WHERE state <> 'waiting';

  -- What the admin was warned of already, so that it is once for each certificate and number of days.
  CREATE TABLE expiry_warning (
    certificate TEXT NOT NULL,
    days        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (certificate, days)
  ) STRICT, WITHOUT ROWID;
`;

const COLUMNS = 'number, channel, body, state, created_at, attempts, next_at, error';

export const OUTBOX_SQL = {
  cursor: 'SELECT seq FROM notice_cursor',
  setCursor: 'UPDATE notice_cursor SET seq = :seq',
  add: `
    INSERT OR IGNORE INTO notice (id, channel, body, state, created_at, next_at)
    VALUES (:id, :channel, :body, 'waiting', :at, :at)`,
  // No attempt is put off for a day: one that is further away was due by a clock that ran ahead.
  due: `
    SELECT ${COLUMNS} FROM notice WHERE state = 'waiting' AND channel = :channel
      AND (next_at <= :at OR next_at > :at + 86400000)
    ORDER BY next_at LIMIT :limit`,
  done: `
    UPDATE notice SET state = :state, done_at = :at, error = :error, attempts = attempts + (:state = 'given-up')
    WHERE id = :id AND channel = :channel AND state = 'waiting'`,
  failed: `
    UPDATE notice SET attempts = attempts + 1, next_at = :nextAt, error = :error
    WHERE id = :id AND channel = :channel AND state = 'waiting'`,
  list: `SELECT ${COLUMNS} FROM notice ORDER BY number DESC LIMIT :limit`,
  waiting: `SELECT count(*) AS count FROM notice INDEXED BY notice_due WHERE state = 'waiting'`,
  // What was given up begins a new life; otherwise it would be given up again at the next failure.
  retry: `
    UPDATE notice SET state = 'waiting', done_at = NULL, next_at = :at,
      created_at = CASE state WHEN 'given-up' THEN :at ELSE created_at END
    WHERE state <> 'sent'`,
  forget: `DELETE FROM notice WHERE state <> 'waiting' AND done_at < :before`,
  firstWarning: 'INSERT OR IGNORE INTO expiry_warning (certificate, days, at) VALUES (:certificate, :days, :at)',
} as const;
