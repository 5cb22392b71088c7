import { z } from 'zod';
import { LANGUAGES } from '../../shared/languages.ts';
import { NO_PROFILE, type Profile, type Profiles } from '../core/people/profile.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import { PROFILES_SQL } from './profiles-sql.ts';
import type { SqliteRegistry } from './registry.ts';
import { listOfNames, optionalText, reader } from './rows.ts';

/** A language that this version does not know is none. */
const optionalLanguage = optionalText.transform((text) => LANGUAGES.find((each) => each === text));

const toProfile = reader(
  z.object({ user: optionalText, email: optionalText, groups: listOfNames, language: optionalLanguage }),
  'profile',
);

/** {@link Profiles} on the registry's own connection, so that changes can be part of the registry's transactions. */
export class SqliteProfiles implements Profiles {
  readonly #statements: Statements<typeof PROFILES_SQL>;

  constructor(registry: SqliteRegistry) {
    this.#statements = prepareStatements(registry, PROFILES_SQL);
  }

  of(person: string): Profile {
    const row = this.#statements.of.get({ person });
    return row === undefined ? NO_PROFILE : toProfile(row);
  }

  put(person: string, { user, email, groups, language }: Profile): void {
    const row = {
      person,
      user: user ?? null,
      email: email ?? null,
      groups: JSON.stringify(groups),
      language: language ?? null,
    };
    this.#statements.put.run(row);
  }

  othersLike(person: string, { user, email }: Profile): readonly string[] {
    const wanted = { person, user: user?.toLowerCase() ?? null, email: email?.toLowerCase() ?? null };
    const rows = this.#statements.othersLike.all(wanted);
    return rows.map((row) => String(row.person));
  }
}
