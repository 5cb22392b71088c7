import type { AuditLog } from '../core/audit/audit.ts';
import { sha256 } from '../platform/sha256.ts';
import type { ConfiguredHome } from './read.ts';

/**
 * Notes in the audit log that latchkey.yaml is another one than the last that was noted, by its hash.
 * @param effects what that changes, in sentences
 */
export function recordConfiguration(
  audit: Pick<AuditLog, 'lastOf' | 'record'>,
  { configText }: Pick<ConfiguredHome, 'configText'>,
  effects?: string,
): void {
  const subject = sha256(configText);
  if (audit.lastOf('configuration-changed')?.subject === subject) return;
  const detail = effects ? { effects } : undefined;
  audit.record({ kind: 'configuration-changed', outcome: 'ok', subject, detail });
}
