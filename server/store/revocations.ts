import { z } from 'zod';
import type { IssuedRevocationList, Revocation, RevocationRecords } from '../core/ports/authority.ts';
import { prepareStatements, type Statements } from './prepare-statements.ts';
import type { SqliteRegistry } from './registry.ts';
import { REVOCATIONS_SQL } from './revocations-sql.ts';

const changesRow = z.object({ changes: z.int() });
const lastRow = z
  .object({
    number: z.int(),
    this_update: z.int(),
    issuer: z.string(),
    made_at: z.int(),
    der: z.instanceof(Uint8Array),
  })
  .transform(
    ({ number, this_update: thisUpdate, issuer, made_at: changes, der }): IssuedRevocationList => ({
      number,
      thisUpdate,
      issuer,
      changes,
      der,
    }),
  );
const revokedRow = z
  .object({ serial: z.string(), revoked_at: z.int(), reason: z.enum(['shut-out', 'left', 'superseded']) })
  .transform(({ serial, revoked_at: at, reason }): Revocation => ({ serial, at, reason }));

/** {@link RevocationRecords} in the registry's file. */
export class SqliteRevocations implements RevocationRecords {
  readonly #statements: Statements<typeof REVOCATIONS_SQL>;

  constructor(registry: SqliteRegistry) {
    this.#statements = prepareStatements(registry, REVOCATIONS_SQL);
  }

  changes(): number {
    return changesRow.parse(this.#statements.changes.get()).changes;
  }

  revoked(endedAfter: number): readonly Revocation[] {
    return z.array(revokedRow).parse(this.#statements.revoked.all({ endedAfter }));
  }

  last(): IssuedRevocationList | undefined {
    const row = this.#statements.last.get();
    return row && lastRow.parse(row);
  }

  remember({ number, thisUpdate, issuer, changes, der }: IssuedRevocationList): boolean {
    return this.#statements.remember.run({ number, thisUpdate, issuer, changes, der }) === 1;
  }
}
