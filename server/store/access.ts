import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import type { AccessRules } from '../core/access/policy.ts';
import type { AccessRule } from '../core/access/rules.ts';
import { ACCESS_SQL } from './access-sql.ts';
import type { SqliteRegistry } from './registry.ts';

const ruleRow = z
  .object({
    person: z.string(),
    device_id: z.string(),
    service: z.string(),
    allowed: z.union([z.literal(0), z.literal(1)]),
    until: z.int().nullable(),
    changed_at: z.int(),
  })
  .transform(
    ({ person, device_id, service, allowed, until, changed_at }): AccessRule => ({
      person,
      device: device_id === '' ? undefined : device_id,
      service,
      allowed: allowed === 1,
      until: until ?? undefined,
      changedAt: changed_at,
    }),
  );

/** A row as a rule. @throws LatchkeyError REGISTRY_DAMAGED */
export function toRule(row: unknown): AccessRule {
  const parsed = ruleRow.safeParse(row);
  if (parsed.success) return parsed.data;
  const column = parsed.error.issues[0]?.path.join('.') ?? 'unknown';
  throw new LatchkeyError('REGISTRY_DAMAGED', { detail: `Table access_rule, column ${column}.` });
}

/** {@link AccessRules} on the registry's own connection, so that changes can be part of the registry's transactions. */
export class SqliteAccessRules implements AccessRules {
  readonly #registry: SqliteRegistry;
  readonly #statements: Record<keyof typeof ACCESS_SQL, ReturnType<DatabaseSync['prepare']>>;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    const prepare = (name: keyof typeof ACCESS_SQL) => registry.database.prepare(ACCESS_SQL[name]);
    this.#statements = {
      ofPerson: prepare('ofPerson'),
      ofCertificate: prepare('ofCertificate'),
      put: prepare('put'),
      remove: prepare('remove'),
      version: prepare('version'),
      nextEnd: prepare('nextEnd'),
      people: prepare('people'),
    };
  }

  ofPerson(person: string): readonly AccessRule[] {
    return this.#registry.guarded(() => this.#statements.ofPerson.all({ person })).map(toRule);
  }

  ofCertificate(fingerprint: string, services: readonly string[]): readonly AccessRule[] {
    const asked = { fingerprint, services: JSON.stringify(services) };
    return this.#registry.guarded(() => this.#statements.ofCertificate.all(asked)).map(toRule);
  }

  put({ person, device = '', service, allowed, until, changedAt }: AccessRule): void {
    const row = { person, device, service, allowed: allowed ? 1 : 0, until: until ?? null, changedAt };
    this.#registry.guarded(() => this.#statements.put.run(row));
  }

  remove({ person, device = '', service }: Pick<AccessRule, 'person' | 'device' | 'service'>): void {
    this.#registry.guarded(() => this.#statements.remove.run({ person, device, service }));
  }

  version(): number {
    return Number(this.#registry.guarded(() => this.#statements.version.get())?.version);
  }

  nextEnd(at: number): number | undefined {
    const end = this.#registry.guarded(() => this.#statements.nextEnd.get({ at }))?.end;
    return typeof end === 'number' ? end : undefined;
  }

  people(after: string, limit: number): readonly string[] {
    return this.#registry
      .guarded(() => this.#statements.people.all({ after, limit }))
      .map(({ person }) => String(person));
  }
}
