/**
 * The registry's schema, one step after the other. A step that was released is never changed, only followed by another.
 * Times are integers: milliseconds since 1970-01-01 UTC. Hashes and fingerprints are lower-case hexadecimal.
 */

import { ACCESS_SCHEMA } from './access-sql.ts';
import { APP_KEYS_SCHEMA } from './app-keys-sql.ts';
import { AUDIT_SCHEMA } from './audit-sql.ts';
import { CONSOLE_SCHEMA } from './console-sql.ts';
import { OUTBOX_SCHEMA } from './outbox-sql.ts';
import { OWN_KEYS_SCHEMA } from './own-keys-sql.ts';
import { PEOPLE_SCHEMA } from './people-sql.ts';
import { PROFILE_LANGUAGE_SCHEMA, PROFILES_SCHEMA } from './profiles-sql.ts';
import { REVOCATIONS_SCHEMA } from './revocations-sql.ts';

/** `latk`: what makes an SQLite file a registry of ours. */
export const APPLICATION_ID = 0x6c61746b;

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE invitation (
    id           TEXT PRIMARY KEY,
    code_hash    TEXT NOT NULL UNIQUE CHECK (length(code_hash) = 64),
    person       TEXT NOT NULL,
    device_name  TEXT,
    services     TEXT CHECK (json_valid(services)),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL CHECK (expires_at > created_at),
    redeemed_at  INTEGER,
    cancelled_at INTEGER,
    CHECK (redeemed_at IS NULL OR cancelled_at IS NULL)
  ) STRICT;
  CREATE INDEX invitation_by_age ON invitation (created_at);

  CREATE TABLE device (
    id                 TEXT PRIMARY KEY,
    invitation_id      TEXT NOT NULL UNIQUE REFERENCES invitation (id),
    person             TEXT NOT NULL,
    name               TEXT NOT NULL,
    platform           TEXT,
    state              TEXT NOT NULL CHECK (state IN ('active', 'shut-out', 'left')),
    renewal_generation INTEGER NOT NULL,
    enrolled_at        INTEGER NOT NULL,
    ended_at           INTEGER,
    CHECK ((state = 'active') = (ended_at IS NULL))
  ) STRICT;
  CREATE INDEX device_by_age ON device (enrolled_at);
  CREATE INDEX device_by_name ON device (name);

  CREATE TABLE certificate (
    fingerprint TEXT PRIMARY KEY CHECK (length(fingerprint) = 64),
    device_id   TEXT NOT NULL REFERENCES device (id),
    serial      TEXT NOT NULL UNIQUE,
    der         BLOB NOT NULL,
    spki_hash   TEXT NOT NULL CHECK (length(spki_hash) = 64),
    not_before  INTEGER NOT NULL,
    not_after   INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('active', 'superseded', 'revoked')),
    revoked_at  INTEGER,
    reason      TEXT CHECK (reason IN ('shut-out', 'left')),
    CHECK ((state = 'revoked') = (revoked_at IS NOT NULL AND reason IS NOT NULL))
  ) STRICT;
  CREATE INDEX certificate_by_device ON certificate (device_id, not_after);
  CREATE UNIQUE INDEX certificate_one_active ON certificate (device_id) WHERE state = 'active';
  CREATE INDEX certificate_active_until ON certificate (not_after) WHERE state = 'active';
  `,
  // Renewal: beside the confirmed certificate of a device there may be the next one, until it is confirmed.
  // revoked_at also says when a superseded certificate was retired.
  `
  ALTER TABLE device ADD COLUMN confirmed_generation INTEGER NOT NULL DEFAULT 0
    CHECK (confirmed_generation BETWEEN renewal_generation - 1 AND renewal_generation);
  ALTER TABLE certificate ADD COLUMN generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0);
  CREATE INDEX certificate_by_generation ON certificate (device_id, generation);
  CREATE INDEX certificate_not_revoked_until ON certificate (not_after) WHERE state <> 'revoked';
  DROP INDEX certificate_one_active;
  CREATE UNIQUE INDEX certificate_one_active ON certificate (device_id, generation) WHERE state = 'active';
  `,
  AUDIT_SCHEMA,
  PEOPLE_SCHEMA,
  OUTBOX_SCHEMA,
  REVOCATIONS_SCHEMA,
  // How a device came. Until now only EST enrolled for 'other': the app names its system, and installs on no other. A
  // device that was enrolled over the API for 'other' is the app's from its next renewal by secret on.
  `
  ALTER TABLE device ADD COLUMN origin TEXT NOT NULL DEFAULT 'app';
  UPDATE device SET origin = 'est' WHERE platform = 'other';
  `,
  ACCESS_SCHEMA,
  PROFILES_SCHEMA,
  APP_KEYS_SCHEMA,
  OWN_KEYS_SCHEMA,
  PROFILE_LANGUAGE_SCHEMA,
  CONSOLE_SCHEMA,
];
