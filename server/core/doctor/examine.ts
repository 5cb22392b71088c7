import { LatchkeyError } from '../../../shared/errors.ts';
import { activeSetCheck } from './checks/active-set.ts';
import { appCheck } from './checks/app.ts';
import { authoritiesCheck } from './checks/authorities.ts';
import { backupsCheck } from './checks/backups.ts';
import { certificatesCheck } from './checks/certificates.ts';
import { clientAuthCheck } from './checks/client-auth.ts';
import { clockCheck } from './checks/clock.ts';
import { configurationCheck } from './checks/configuration.ts';
import { consoleCheck } from './checks/console.ts';
import { diskCheck } from './checks/disk.ts';
import { dnsCheck } from './checks/dns.ts';
import { lanCheck } from './checks/lan.ts';
import { pageCheck } from './checks/page.ts';
import { permissionsCheck } from './checks/permissions.ts';
import { programsCheck } from './checks/programs.ts';
import { reachCheck } from './checks/reach.ts';
import { runningCheck } from './checks/running.ts';
import { scepCheck } from './checks/scep.ts';
import { servicesCheck } from './checks/services.ts';
import { sitesCheck } from './checks/sites.ts';
import { sourcesCheck } from './checks/sources.ts';
import type { Finding } from './finding.ts';
import type { Examined } from './ports.ts';

/** One thing to look at. */
export type Check = (home: Examined) => Promise<readonly Finding[]>;

/** In the order in which they are told: what others depend on comes first. */
export const CHECKS: Readonly<Record<string, Check>> = {
  configuration: configurationCheck,
  sites: sitesCheck,
  programs: programsCheck,
  permissions: permissionsCheck,
  disk: diskCheck,
  clock: clockCheck,
  running: runningCheck,
  lan: lanCheck,
  sources: sourcesCheck,
  dns: dnsCheck,
  reach: reachCheck,
  'client-auth': clientAuthCheck,
  certificates: certificatesCheck,
  page: pageCheck,
  scep: scepCheck,
  console: consoleCheck,
  app: appCheck,
  services: servicesCheck,
  'active-set': activeSetCheck,
  authorities: authoritiesCheck,
  backups: backupsCheck,
};

/** What one check found. */
export interface Examination {
  readonly check: string;
  readonly findings: readonly Finding[];
}

export interface ExamineOptions {
  readonly checks?: Readonly<Record<string, Check>>;
  /** Rejects when the time of one check is over. */
  readonly timeOver: (check: string) => Promise<never>;
  /** Hears of every check that is done, in the order they end. */
  readonly onDone?: (examination: Examination) => void;
}

/** What could not be seen is not known to be good. */
function notSeen(thrown: unknown): Finding {
  if (LatchkeyError.is(thrown)) return { severity: 'error', what: thrown.message, why: thrown.hint };
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { severity: 'warning', what: `This could not be looked at: ${reason}.` };
}

/**
 * Runs all checks at the same time, each in a time of its own. One that fails or takes too long says so, and hides
 * nothing that the others see.
 * @returns the examinations in the order of the checks
 */
export async function examine(home: Examined, options: ExamineOptions): Promise<readonly Examination[]> {
  const { checks = CHECKS, timeOver, onDone = () => undefined } = options;
  return Promise.all(
    Object.entries(checks).map(async ([check, look]) => {
      const findings = await Promise.race([look(home), timeOver(check)]).catch((thrown) => [notSeen(thrown)]);
      const examination = { check, findings };
      onDone(examination);
      return examination;
    }),
  );
}
