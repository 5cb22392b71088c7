import { LatchkeyError } from '../../shared/errors.ts';
import { auditText, type StoredAuditEntry } from '../core/audit/audit.ts';
import { parseDuration } from '../core/config/duration.ts';
import { localTime } from './terminal.ts';

/** An entry as `--json` shows it. */
export function entryResult(entry: StoredAuditEntry) {
  const { seq, at, kind, actor, outcome, person, device, subject, detail, hash } = entry;
  return {
    seq,
    at: new Date(at).toISOString(),
    kind,
    actor,
    outcome,
    person: person ?? null,
    device: device ?? null,
    subject: subject ?? null,
    detail: detail ?? null,
    text: auditText(entry),
    hash,
  };
}

export const ENTRY_HEADINGS = ['ENTRY', 'WHEN', 'WHO', 'WHAT'] as const;

/** An entry as a row under {@link ENTRY_HEADINGS}. */
export function entryRow(entry: StoredAuditEntry): readonly string[] {
  const outcome = entry.outcome === 'ok' ? '' : ` (${entry.outcome})`;
  return [String(entry.seq), localTime(new Date(entry.at)), entry.actor, `${auditText(entry)}${outcome}`];
}

/** `2027-01-31`, `2027-01-31 18:05` or a whole ISO time; the first two are in the admin's own zone. */
const TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The moment that `--since` means: a time, or how long ago.
 * @returns milliseconds since 1970
 * @throws LatchkeyError USAGE
 */
export function sinceTime(text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago * 1000;
  const time = TIME.test(text) ? Date.parse(text.length === 10 ? `${text} 00:00` : text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new LatchkeyError('USAGE', {
    detail: `--since ${JSON.stringify(text)} is not a time.`,
    hint: 'Write how long ago (90m, 48h, 30d), a day (2027-01-31) or a time (2027-01-31 18:05).',
  });
}
