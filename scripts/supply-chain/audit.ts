// Known vulnerabilities: npm run audit. Fails for every one that is not in reviewed-advisories.json, and for every one there
// that is past its date or was repaired: an exception is for one advisory, for one reason, for a while.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** An advisory that somebody has read and does not concern us. */
export interface Reviewed {
  /** `GHSA-…` */
  readonly id: string;
  readonly package: string;
  readonly why: string;
  /** The day on which it is to be read again: YYYY-MM-DD. */
  readonly until: string;
}

/** `npm audit --json`, version 2. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      { readonly via: readonly (string | { readonly name: string; readonly url: string; readonly title: string })[] }
    >
  >;
}

/**
 * @param today YYYY-MM-DD
 * @returns what is wrong, one line each
 * @throws Error when it is no report: not having been able to ask is no pass
 */
export function judgeAudit(report: AuditReport, reviewed: readonly Reviewed[], today: string): string[] {
  if (!report.vulnerabilities) throw new Error('npm audit gave no report; is the registry reachable?');
  const found = new Map<string, string>();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const advisory of via) {
      // A plain name only says through which package the advisory reaches this one.
      if (typeof advisory === 'string') continue;
      found.set(`${advisory.name} ${advisory.url.split('/').at(-1)}`, advisory.title);
    }
  }
  const excused = new Map(reviewed.map((each) => [`${each.package} ${each.id}`, each]));
  return [
    ...[...found].filter(([key]) => !excused.has(key)).map(([key, title]) => `${key}: ${title}`),
    ...[...excused].flatMap(([key, { until }]) => {
      if (!found.has(key)) return [`${key}: reviewed, but not found any more; take it off the list`];
      return until < today ? [`${key}: was to be read again by ${until}`] : [];
    }),
  ];
}

/** The advisories that were read. */
export function readReviewed(): Reviewed[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'reviewed-advisories.json'), 'utf8')) as Reviewed[];
}

if (import.meta.main) {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 120_000 });
  const problems = judgeAudit(
    JSON.parse(stdout || '{}') as AuditReport,
    readReviewed(),
    new Date().toISOString().slice(0, 10),
  );
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
