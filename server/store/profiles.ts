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
  readonly #othersLike: StatementSync;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    this.#of = registry.database.prepare(PROFILES_SQL.of);
    this.#put = registry.database.prepare(PROFILES_SQL.put);
    this.#othersLike = registry.database.prepare(PROFILES_SQL.othersLike);
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

  othersLike(person: string, { user, email }: Profile): readonly string[] {
    const wanted = { person, user: user?.toLowerCase() ?? null, email: email?.toLowerCase() ?? null };
    const rows = this.#registry.guarded(() => this.#othersLike.all(wanted));
    return rows.map((row) => String(row.person));
  }
}
