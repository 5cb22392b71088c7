import { z } from 'zod';
import type { AccessRules } from '../core/access/policy.ts';
import type { AccessRule } from '../core/access/rules.ts';
import { ACCESS_SQL } from './access-sql.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';
import { reader } from './rows.ts';

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
export const toRule = reader(ruleRow, 'access_rule');

/** How many certificates' rules are remembered. */
const REMEMBERED = 1000;

/** {@link AccessRules} on the registry's own connection, so that changes can be part of the registry's transactions. */
export class SqliteAccessRules implements AccessRules {
  readonly #registry: SqliteRegistry;
  readonly #statements: Statements<typeof ACCESS_SQL>;
  /** By fingerprint, as of {@link #version}: every new connection asks twice, and reading a number takes a fifth. */
  readonly #remembered = new Map<string, readonly AccessRule[]>();
  #version: unknown;

  constructor(registry: SqliteRegistry) {
    this.#registry = registry;
    this.#statements = prepareStatements(registry, ACCESS_SQL);
  }

  ofPerson(person: string): readonly AccessRule[] {
    return this.#statements.ofPerson.all({ person }).map(toRule);
  }

  ofCertificate(fingerprint: string): readonly AccessRule[] {
    const read = () => this.#statements.ofCertificate.all({ fingerprint }).map(toRule);
    // What is read within a transaction may never come to be, and its number be given to another change.
    if (this.#registry.database.isTransaction) return read();
    // Before the rules: what changes in between has another number.
    const version = this.#statements.versions.get()?.versions;
    const holds = version !== undefined && version === this.#version && this.#remembered.size < REMEMBERED;
    if (!holds) this.#remembered.clear();
    this.#version = version;
    const known = this.#remembered.get(fingerprint) ?? read();
    this.#remembered.set(fingerprint, known);
    return known;
  }

  put({ person, device = '', service, allowed, until, changedAt }: AccessRule): void {
    const row = { person, device, service, allowed: allowed ? 1 : 0, until: until ?? null, changedAt };
    this.#statements.put.run(row);
  }

  remove({ person, device = '', service }: Pick<AccessRule, 'person' | 'device' | 'service'>): void {
    this.#statements.remove.run({ person, device, service });
  }

  isAdmin(fingerprint: string): boolean {
    return this.#statements.isAdmin.get({ fingerprint }) !== undefined;
  }

  version(): number {
    return Number(this.#statements.version.get()?.version);
  }

  nextEnd(at: number): number | undefined {
    const end = this.#statements.nextEnd.get({ at })?.end;
    return typeof end === 'number' ? end : undefined;
  }

  people(after: string, limit: number): readonly string[] {
    return this.#statements.people.all({ after, limit }).map(({ person }) => String(person));
  }
}
