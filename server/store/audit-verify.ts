import type { AuditVerdict } from '../core/audit/audit.ts';
import { type AuditRow, hashedText } from './audit-row.ts';

/** An entry by its number, and its hash. */
export interface AuditEnd {
  readonly seq: number;
  readonly hash: string;
}

/** What the first entry of all comes after. */
export const GENESIS: AuditEnd = { seq: 0, hash: '0'.repeat(64) };

/** What vouches for a checkpoint: without it, whoever can write the database could let any beginning be forgotten. */
export const checkpointText = ({ seq, hash }: AuditEnd) => `checkpoint ${seq} ${hash}`;

interface Chain {
  /** In the order of their numbers. */
  readonly rows: Iterable<AuditRow>;
  /** The last entry that was forgotten because of its age. */
  readonly checkpoint: (AuditEnd & { readonly mac: string }) | undefined;
  /** The end that was remembered apart. */
  readonly head: AuditEnd | undefined;
  readonly headPath: string;
  readonly mac: (text: string) => string;
}

const broken = (seq: number | undefined, why: string): AuditVerdict => ({ ok: false, seq, why });

/** Follows the chain from its beginning and names the first entry that does not fit. */
export function verifyChain({ rows, checkpoint, head, headPath, mac }: Chain): AuditVerdict {
  if (checkpoint && checkpoint.mac !== mac(checkpointText(checkpoint))) {
    return broken(checkpoint.seq, 'The checkpoint is not ours: somebody let a beginning of the log be forgotten.');
  }
  const start = checkpoint ?? GENESIS;
  let last: AuditEnd = start;
  let remembered = head?.seq === start.seq ? start.hash : undefined;
  for (const row of rows) {
    const misplaced = misplacement(row.seq, last.seq + 1);
    if (misplaced) return misplaced;
    if (row.hash !== mac(hashedText(last.hash, row))) {
      return broken(row.seq, `Entry ${row.seq} is not what was written, or what came before it is gone.`);
    }
    if (row.seq === head?.seq) remembered = row.hash;
    last = { seq: row.seq, hash: row.hash };
  }
  const entries = last.seq - start.seq;
  if (!head && last.seq > 0) return broken(undefined, `${headPath}, which remembers the end of the log, is missing.`);
  if (head && head.seq > last.seq) {
    return broken(last.seq + 1, `The log ends with entry ${last.seq}, but it had ${head.seq}.`);
  }
  if (head && remembered !== head.hash) {
    return broken(head.seq, `Entry ${head.seq} is not the one that ${headPath} remembers.`);
  }
  return { ok: true, entries, first: start.seq + 1, last: last.seq, hash: last.hash };
}

function misplacement(seq: number, expected: number): AuditVerdict | undefined {
  if (seq === expected) return undefined;
  if (seq < expected) return broken(seq, `Entry ${seq} does not belong here.`);
  return broken(expected, `Entry ${expected}${seq - 1 > expected ? ` to ${seq - 1}` : ''} is missing.`);
}
