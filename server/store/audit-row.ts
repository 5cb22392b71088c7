import { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Actor, AuditKind, AuditOutcome, StoredAuditEntry } from '../core/audit/audit.ts';

/** An entry as it lies in the table, and as it is hashed: `detail` is JSON text. */
const auditRow = z.object({
  seq: z.int(),
  at: z.int(),
  kind: z.string(),
  actor: z.string(),
  outcome: z.string(),
  person: z.string().nullable(),
  device: z.string().nullable(),
  subject: z.string().nullable(),
  detail: z.string().nullable(),
  hash: z.string(),
});

export type AuditRow = z.infer<typeof auditRow>;

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * What the hash of an entry is made over, beside the hash before it. An array has one order only, and the detail is
 * hashed as the text that is stored: there is nothing to be canonical about.
 */
export function hashedText(previous: string, row: Omit<AuditRow, 'hash'>): string {
  const { seq, at, kind, actor, outcome, person, device, subject, detail } = row;
  return `${previous}\n${JSON.stringify([seq, at, kind, actor, outcome, person, device, subject, detail])}`;
}

/** @throws LatchkeyError REGISTRY_DAMAGED for what nobody wrote like that */
export function toStoredEntry(value: unknown): StoredAuditEntry {
  try {
    const row = auditRow.parse(value);
    return {
      seq: row.seq,
      at: row.at,
      hash: row.hash,
      // A kind that a hand has changed is shown as it is; latchkey audit verify is what judges it.
      kind: row.kind as AuditKind,
      actor: row.actor as Actor,
      outcome: row.outcome as AuditOutcome,
      person: row.person ?? undefined,
      device: row.device ?? undefined,
      subject: row.subject ?? undefined,
      detail: row.detail === null ? undefined : detailSchema.parse(JSON.parse(row.detail)),
    };
  } catch (cause) {
    throw new LatchkeyError('REGISTRY_DAMAGED', { detail: 'An entry of the audit log is damaged.', cause });
  }
}
