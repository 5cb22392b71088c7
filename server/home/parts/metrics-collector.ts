import { X509Certificate } from 'node:crypto';
import type { AuditKind } from '../../core/audit/audit.ts';
import type { EndingKind, HomeMetrics } from '../../core/audit/metrics-snapshot.ts';
import type { Clock } from '../../core/ports/basics.ts';
import type { ProxySessions } from '../../core/ports/connections.ts';
import { servedCertificate } from '../../stack/probe/served-certificate.ts';
import { ExpiringCertificates } from '../../store/expiring.ts';
import type { SqliteOutbox } from '../../store/outbox.ts';
import type { OpenHome } from '../open.ts';

/** Audit entries that are read at once. */
const AT_ONCE = 1000;

export interface MetricsPorts {
  readonly home: OpenHome;
  readonly outbox: SqliteOutbox;
  readonly proxy: Pick<ProxySessions, 'sessions'>;
  readonly clock: Clock;
}

/** Reads a running home's snapshot, each time anew. */
export function collectMetrics({ home, outbox, proxy, clock }: MetricsPorts): () => Promise<HomeMetrics> {
  const { registry, activeSet, audit } = home;
  const expiring = new ExpiringCertificates(registry);
  let entry = audit.page({}, 1)[0]?.seq ?? 0;
  let outOfStepSince: number | undefined;

  const newEvents = () => {
    const events: AuditKind[] = [];
    for (
      let page = audit.page({ after: entry }, AT_ONCE);
      page.length > 0;
      page = audit.page({ after: entry }, AT_ONCE)
    ) {
      events.push(...page.map(({ kind }) => kind));
      entry = page.at(-1)?.seq ?? entry;
    }
    return events;
  };

  const timeLeft = async (now: number) => {
    const { config, layout } = home;
    const ends: (readonly [EndingKind, number | undefined])[] = [
      ['client', expiring.next(now)],
      ['ca', new X509Certificate(await home.caCertificate()).validToDate.getTime()],
    ];
    const hosts = config.services.map(({ host }) => [host, layout.run.wan] as const);
    for (const [host, path] of [[config.enrolmentHost, layout.run.enrolment] as const, ...hosts]) {
      ends.push(['server', (await servedCertificate({ path }, host))?.notAfter]);
    }
    const left = new Map<EndingKind, number>();
    for (const [kind, end] of ends) {
      if (end !== undefined) left.set(kind, Math.min(left.get(kind) ?? Number.POSITIVE_INFINITY, end - now));
    }
    return left;
  };

  return async () => {
    const now = clock.now();
    const wanted = new Set(registry.activeFingerprints(now));
    const present = new Set(await activeSet.list());
    const activeSetDifferences =
      [...wanted].filter((each) => !present.has(each)).length + [...present].filter((each) => !wanted.has(each)).length;
    outOfStepSince = activeSetDifferences === 0 ? undefined : (outOfStepSince ?? now);
    const sessions = await proxy.sessions();
    return {
      activeCertificates: wanted.size,
      activeSetDifferences,
      activeSetLag: outOfStepSince === undefined ? 0 : now - outOfStepSince,
      timeLeft: await timeLeft(now),
      wanConnections: [...sessions.values()].reduce((sum, ids) => sum + ids.length, 0),
      noticesWaiting: outbox.waiting(),
      auditEntries: audit.count(),
      events: newEvents(),
    };
  };
}
