import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { ExpiringDevice } from '../core/notifications/expiry.ts';
import { ORIGINS } from '../core/records.ts';
import type { SqliteRegistry } from './registry.ts';

const NEWEST = `
  FROM certificate c INDEXED BY certificate_active_until CROSS JOIN device d ON d.id = c.device_id
  WHERE c.state = 'active' AND d.state = 'active' AND c.not_after > :at AND NOT EXISTS (
    SELECT 1 FROM certificate n WHERE n.device_id = c.device_id AND n.app IS c.app AND n.state = 'active' AND n.not_after > c.not_after
  )`;

export const EXPIRING_SQL = {
  expiring: `
    SELECT c.fingerprint, c.not_before, c.not_after, d.id, d.person, d.origin,
           iif(c.app IS NULL, d.name, d.name || ' · ' || c.app) AS name ${NEWEST} AND c.not_after <= :until
    ORDER BY c.not_after`,
  next: `SELECT c.not_after ${NEWEST} ORDER BY c.not_after LIMIT 1`,
} as const;

/** What ends soon and was not renewed: the newest certificate of each active device, and of each app on it that has a key. */
export class ExpiringCertificates {
  readonly #expiring: StatementSync;
  readonly #next: StatementSync;

  constructor({ database }: Pick<SqliteRegistry, 'database'>) {
    this.#expiring = database.prepare(EXPIRING_SQL.expiring);
    this.#next = database.prepare(EXPIRING_SQL.next);
  }

  /** Those that end after the one moment and not after the other, the next to end first. */
  between(at: number, until: number): readonly ExpiringDevice[] {
    return this.#expiring.all({ at, until }).map((row) => ({
      fingerprint: String(row.fingerprint),
      notBefore: Number(row.not_before),
      notAfter: Number(row.not_after),
      device: String(row.id),
      person: String(row.person),
      name: String(row.name),
      origin: z.enum(ORIGINS).parse(row.origin),
    }));
  }

  /** When the next one ends after this moment; undefined when there is none. */
  next(at: number): number | undefined {
    const row = this.#next.get({ at });
    return row && Number(row.not_after);
  }
}
