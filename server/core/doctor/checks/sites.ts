import { type Finding, notChecked, ok, reportedError } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether the sites, as they and the disk are now, reach nothing of the home: a link may have come since they were taken. */
export async function sitesCheck({
  config,
  sites,
  commands,
}: Pick<Examined, 'config' | 'sites' | 'commands'>): Promise<Finding[]> {
  if (!config) return [notChecked('Sites are not looked at without a valid latchkey.yaml.')];
  const problems = await sites();
  if (problems.length === 0) return [ok('No site reaches for the home, as sites and disk are now.')];
  return problems.map((problem) =>
    reportedError(problem, {
      why: 'Everybody at home can read the files of the home that a site reaches. The home does not start again with such a site.',
      fix: commands.latchkey('config', 'check'),
    }),
  );
}
