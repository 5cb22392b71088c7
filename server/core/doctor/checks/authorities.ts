import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const DAY = 86_400_000;
/** Devices get their next certificate from the new CA in the course of a certificate's life. */
const SOON = 400;

/** Whether the home's own authorities will last. */
export async function authoritiesCheck({
  records,
  clock,
  commands,
}: Pick<Examined, 'records' | 'clock' | 'commands'>): Promise<Finding[]> {
  return (await records.authorities()).map(({ name, notBefore, notAfter }) => {
    const days = Math.floor((notAfter - clock.now()) / DAY);
    const remedy = {
      why: 'No certificate outlives its CA. A rotation takes as long as the longest certificate, and costs nobody anything.',
      mend: commands.latchkey('ca', 'rotate'),
    };
    if (clock.now() < notBefore)
      return error(`The ${name} is not valid yet: is the clock right?`, { ...remedy, mend: 'date' });
    if (days < 0) return error(`The ${name} has expired.`, remedy);
    return days < SOON
      ? warning(`The ${name} ends in ${days} days.`, remedy)
      : ok(`The ${name} is good for ${days} days.`);
  });
}
