import type { AuditKind } from './audit.ts';

/** What a certificate that expires is for. Never whose: the names of people and devices stay at home. */
export type EndingKind = 'client' | 'ca' | 'server';

/** A home in numbers, at one moment. */
export interface HomeMetrics {
  readonly activeCertificates: number;
  /** Certificates that are in the active set and not in the registry's, or the other way round. */
  readonly activeSetDifferences: number;
  /** Milliseconds for which it has been another one than the registry says; 0 when it is in step. */
  readonly activeSetLag: number;
  /** Milliseconds until the next one of each kind ends; a kind that there is none of is missing. */
  readonly timeLeft: ReadonlyMap<EndingKind, number>;
  /** Connections from the WAN that the edge proxy holds open. */
  readonly wanConnections: number;
  readonly noticesWaiting: number;
  readonly auditEntries: number;
  /** What the audit log has had since the numbers were last asked for. */
  readonly events: readonly AuditKind[];
}
