/** What services are told of people. Appended to the registry's migrations. */
export const PROFILES_SCHEMA = `
  CREATE TABLE profile (
    person TEXT PRIMARY KEY,
    user   TEXT,
    email  TEXT,
    -- A JSON list of names.
    groups TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX profile_user ON profile (user) WHERE user IS NOT NULL;
`;

export const PROFILES_SQL = {
  of: 'SELECT user, email, groups FROM profile WHERE person = :person',
  put: `
    INSERT INTO profile (person, user, email, groups) VALUES (:person, :user, :email, :groups)
    ON CONFLICT DO UPDATE SET user = excluded.user, email = excluded.email, groups = excluded.groups`,
  othersWith: 'SELECT person FROM profile WHERE user = :user AND person <> :person ORDER BY person',
} as const;
