import type { Audit } from '../../core/audit/audit.ts';
import type { StackEvent } from '../../stack/process/stack-events.ts';
import { readIssuance } from '../../stack/server-certificate/issuance.ts';

/**
 * Puts on record, for the admin's notices, that a CA gives no certificate: one entry for one cause, however many names it
 * concerns and however often Caddy tries, until all of them have one again. A name without any certificate is not
 * reached, so that is said at once; a renewal has weeks, and is given a second try.
 */
export class IssuanceWatch {
  readonly #audit: Audit;
  /** Attempts that failed in a row, by name. */
  readonly #failed = new Map<string, number>();
  readonly #recorded = new Set<string>();

  readonly #onWarning: (message: string) => void;

  constructor(audit: Audit, onWarning: (message: string) => void) {
    this.#audit = audit;
    this.#onWarning = onWarning;
  }

  heard(event: StackEvent): void {
    const issuance = event.kind === 'log' ? readIssuance(event.line) : undefined;
    if (!issuance) return;
    if (issuance.kind === 'issued') {
      this.#failed.delete(issuance.host);
      if (this.#failed.size === 0) this.#recorded.clear();
      return;
    }
    const { host, renewal, cause, reason } = issuance;
    const attempts = (this.#failed.get(host) ?? 0) + 1;
    this.#failed.set(host, attempts);
    if (this.#recorded.has(cause) || (renewal && attempts < 2)) return;
    this.#onWarning(`no certificate for ${host}: ${reason}`);
    try {
      this.#audit.record({
        kind: 'server-certificate-not-issued',
        actor: 'latchkey',
        outcome: 'failed',
        subject: host,
        detail: { reason },
      });
      this.#recorded.add(cause);
    } catch (thrown) {
      // A full disk, say: the next attempt puts it on record.
      this.#onWarning(`audit log: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
}
