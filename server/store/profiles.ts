import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import { NO_PROFILE, type Profile, type Profiles } from '../core/people/profile.ts';
import { PROFILES_SQL } from './profiles-sql.ts';
import type { SqliteRegistry } from './registry.ts';

const listOfNames = z.string().transform((text, context) => {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    context.issues.push({ code: 'custom', message: 'no list of names', input: text });
    return z.NEVER;
  }
});
const profileRow = z.object({ user: z.string().nullable(), email: z.string().nullable(), groups: listOfNames });

/** {@link Profiles} on the registry's own connection, so that changes can be part of the registry's transactions. */
export class SqliteProfiles implements Profiles {
  readonly #registry: SqliteRegistry;
  readonly #of: StatementSync;
  readonly #put: StatementSync;
  readonly #othersWith: StatementSync;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    this.#of = registry.database.prepare(PROFILES_SQL.of);
    this.#put = registry.database.prepare(PROFILES_SQL.put);
    this.#othersWith = registry.database.prepare(PROFILES_SQL.othersWith);
  }

  of(person: string): Profile {
    const row = this.#registry.guarded(() => this.#of.get({ person }));
    if (row === undefined) return NO_PROFILE;
    const { success, data, error } = profileRow.safeParse(row);
    if (!success) {
      const column = error.issues[0]?.path.join('.') ?? 'unknown';
      throw new LatchkeyError('REGISTRY_DAMAGED', { detail: `Table profile, column ${column}.` });
    }
    return { user: data.user ?? undefined, email: data.email ?? undefined, groups: data.groups };
  }

  put(person: string, { user, email, groups }: Profile): void {
    const row = { person, user: user ?? null, email: email ?? null, groups: JSON.stringify(groups) };
    this.#registry.guarded(() => this.#put.run(row));
  }

  othersWith(user: string, person: string): readonly string[] {
    const rows = this.#registry.guarded(() => this.#othersWith.all({ user, person }));
    return rows.map((row) => String(row.person));
  }
}
