/**
 * Who may open what. Appended to the registry's migrations: whoever had a device by then opened everything, and goes on
 * to. What an open invitation promises becomes rules when it is redeemed.
 */
export const ACCESS_SCHEMA = `
  CREATE TABLE access_rule (
    person     TEXT NOT NULL,
    -- Empty for the person.
    device_id  TEXT NOT NULL,
    service    TEXT NOT NULL,
    allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    until      INTEGER CHECK (until IS NULL OR allowed = 1),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (person, device_id, service)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX access_rule_until ON access_rule (until) WHERE until IS NOT NULL;
  INSERT INTO access_rule (person, device_id, service, allowed, changed_at)
    SELECT DISTINCT person, '', '*', 1, 0 FROM device;

  CREATE TABLE access_version (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT;
  INSERT INTO access_version (one, version) VALUES (1, 0);
  CREATE TRIGGER access_rule_added AFTER INSERT ON access_rule
  BEGIN UPDATE access_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER access_rule_changed AFTER UPDATE ON access_rule
  BEGIN UPDATE access_version SET version = version + 1 WHERE one = 1; END;
  CREATE TRIGGER access_rule_removed AFTER DELETE ON access_rule
  BEGIN UPDATE access_version SET version = version + 1 WHERE one = 1; END;
`;

/** Every rule there is. */
export const ALL_RULES = 'SELECT r.person, r.device_id, r.service, r.allowed, r.until, r.changed_at FROM access_rule r';

export const ACCESS_SQL = {
  ofPerson: `${ALL_RULES} WHERE r.person = :person ORDER BY r.device_id, r.service`,
  ofCertificate: `
    ${ALL_RULES} JOIN device d ON d.person = r.person JOIN certificate c ON c.device_id = d.id
    WHERE c.fingerprint = :fingerprint AND r.device_id IN ('', d.id)`,
  // Of the rules and of the certificates, since whose a certificate is changes with neither; and of the file, for what another
  // process puts in its place without counting.
  versions: `
    SELECT a.version || ' ' || c.version || ' ' || f.data_version AS versions
    FROM access_version a JOIN active_version c ON c.one = a.one, pragma_data_version f
    WHERE a.one = 1`,
  put: `
    INSERT INTO access_rule (person, device_id, service, allowed, until, changed_at)
    VALUES (:person, :device, :service, :allowed, :until, :changedAt)
    ON CONFLICT DO UPDATE SET allowed = excluded.allowed, until = excluded.until, changed_at = excluded.changed_at`,
  remove: 'DELETE FROM access_rule WHERE person = :person AND device_id = :device AND service = :service',
  isAdmin: `
    SELECT 1 FROM certificate c JOIN device d ON d.id = c.device_id JOIN admin a ON a.person = d.person
    WHERE c.fingerprint = :fingerprint AND c.app IS NULL`,
  version: 'SELECT version FROM access_version WHERE one = 1',
  nextEnd: 'SELECT min(until) AS end FROM access_rule WHERE until > :at',
  people: `
    SELECT person FROM (
      SELECT DISTINCT person FROM device WHERE person > :after
      UNION SELECT DISTINCT person FROM access_rule WHERE person > :after
    ) ORDER BY person LIMIT :limit`,
} as const;
