/** What lists, last seen and letting in again need of the schema. Appended to the registry's migrations. */
export const PEOPLE_SCHEMA = `
  ALTER TABLE device ADD COLUMN note TEXT;
  -- When somebody came with an old renewal secret of it: from then on nobody knows who holds the newest.
  ALTER TABLE device ADD COLUMN secret_reused_at INTEGER;
  -- When its newest certificate ends: what lists are narrowed to and sorted by.
  ALTER TABLE device ADD COLUMN not_after INTEGER NOT NULL DEFAULT 0;
  UPDATE device SET not_after = ifnull((SELECT max(not_after) FROM certificate WHERE device_id = device.id), 0);
  CREATE TRIGGER certificate_prolongs_device AFTER INSERT ON certificate
  BEGIN UPDATE device SET not_after = max(not_after, NEW.not_after) WHERE id = NEW.device_id; END;

  CREATE INDEX device_by_person ON device (person, enrolled_at);
  CREATE INDEX device_by_state ON device (state, enrolled_at);
  CREATE INDEX device_by_end ON device (state, not_after);
  CREATE INDEX invitation_by_person ON invitation (person, created_at);
  CREATE INDEX invitation_unused ON invitation (created_at, expires_at)
    WHERE redeemed_at IS NULL AND cancelled_at IS NULL;
  CREATE INDEX invitation_redeemed ON invitation (created_at) WHERE redeemed_at IS NOT NULL;
  CREATE INDEX invitation_cancelled ON invitation (created_at) WHERE cancelled_at IS NOT NULL;

  CREATE TABLE last_seen (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    at        INTEGER NOT NULL,
    address   TEXT NOT NULL,
    host      TEXT
  ) STRICT, WITHOUT ROWID;

  -- Counts the changes after which somebody else may be let in; cheaper to read than everybody who is.
  CREATE TABLE active_version (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT;
  INSERT INTO active_version (one, version) VALUES (1, 0);
  CREATE TRIGGER certificate_added_changes_active AFTER INSERT ON certificate
  BEGIN UPDATE active_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER certificate_changes_active AFTER UPDATE ON certificate
  BEGIN UPDATE active_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER certificate_removed_changes_active AFTER DELETE ON certificate
  BEGIN UPDATE active_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER device_changes_active AFTER UPDATE OF state ON device
  BEGIN UPDATE active_version SET version = version + 1 WHERE one = 1; END;
`;
