/**
 * Who opens the admin's console: people, and browsers that a one-time link was opened in. Appended to the registry's
 * migrations. Of tokens only the SHA-256 is kept; they are 256 random bits.
 */
export const CONSOLE_SCHEMA = `
  CREATE TABLE admin (person TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  -- The console is a host that admins may open.
  CREATE TRIGGER admin_added AFTER INSERT ON admin
  BEGIN UPDATE access_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER admin_removed AFTER DELETE ON admin
  BEGIN UPDATE access_version SET version = version + 1 WHERE one = 1; END;

  CREATE TABLE console_link (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    -- When somebody came with it again.
    refused_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE console_session (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export const CONSOLE_SQL = {
  addAdmin: 'INSERT INTO admin (person, since) VALUES (:person, :at) ON CONFLICT DO NOTHING',
  removeAdmin: 'DELETE FROM admin WHERE person = :person',
  admins: 'SELECT person, since FROM admin ORDER BY person',
  addLink: 'INSERT INTO console_link (hash, expires_at) VALUES (:hash, :expiresAt)',
  useLink: 'UPDATE console_link SET used_at = :at WHERE hash = :hash AND used_at IS NULL AND expires_at > :at',
  refuseLink: 'UPDATE console_link SET refused_at = :at WHERE hash = :hash AND refused_at IS NULL',
  addSession: 'INSERT INTO console_session (hash, expires_at) VALUES (:hash, :expiresAt)',
  session: 'SELECT expires_at FROM console_session WHERE hash = :hash AND expires_at > :at',
  endSession: 'DELETE FROM console_session WHERE hash = :hash',
  endSessions: 'DELETE FROM console_session',
  forgetLinks: 'DELETE FROM console_link',
  forgetOver: 'DELETE FROM console_session WHERE expires_at <= :at',
} as const;
