/** What services are told of people. Appended to the registry's migrations. */
export const PROFILES_SCHEMA = `
  CREATE TABLE profile (
    person TEXT PRIMARY KEY,
    user   TEXT,
    email  TEXT,
    -- A JSON list of names.
    groups TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** What people read. Appended to the registry's migrations. */
export const PROFILE_LANGUAGE_SCHEMA = 'ALTER TABLE profile ADD COLUMN language TEXT;';

export const PROFILES_SQL = {
  of: 'SELECT user, email, groups, language FROM profile WHERE person = :person',
  put: `
    INSERT INTO profile (person, user, email, groups, language) VALUES (:person, :user, :email, :groups, :language)
    ON CONFLICT DO UPDATE
    SET user = excluded.user, email = excluded.email, groups = excluded.groups, language = excluded.language`,
  othersLike: `
    SELECT person FROM profile
    WHERE person <> :person AND (lower(user) IN (:user, :email) OR lower(email) IN (:user, :email)) ORDER BY person`,
} as const;
