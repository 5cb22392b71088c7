import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const DAY = 86_400_000;
/** Devices get their next certificate from the new CA in the course of a certificate's life. */
const SOON = 400;

const NAMES = { 'homelab-ca': 'Homelab CA', 'server-root': 'root of the server certificates' } as const;

/** Whether the home's own authorities will last, and for what they sign. */
export async function authoritiesCheck({
  records,
  clock,
  commands,
}: Pick<Examined, 'records' | 'clock' | 'commands'>): Promise<Finding[]> {
  const remedies = {
    'homelab-ca': {
      why: 'No certificate outlives its CA. A rotation takes as long as the longest certificate, and costs nobody anything.',
      fix: commands.latchkey('ca', 'rotate'),
    },
    'server-root': {
      why: 'No server certificate outlives its root. With a new one, every app and browser has to trust it.',
      fix: commands.latchkey('ca', 'server-root', '--really'),
    },
  } as const;
  // Only told: whoever changes it must tell every app and browser, and nothing fails until then.
  const wide = `; it may sign for any name (${remedies['server-root'].fix} makes one for this domain alone)`;
  return (await records.authorities()).map(({ kind, notBefore, notAfter, signsFor }) => {
    const days = Math.floor((notAfter - clock.now()) / DAY);
    const [name, remedy] = [NAMES[kind], remedies[kind]];
    if (clock.now() < notBefore)
      return error(`The ${name} is not valid yet: is the clock right?`, { ...remedy, fix: 'date' });
    if (days < 0) return error(`The ${name} has expired.`, remedy);
    if (days < SOON) return warning(`The ${name} expires in ${days} days.`, remedy);
    return ok(`The ${name} is good for ${days} days${kind === 'server-root' && signsFor === 'any' ? wide : ''}.`);
  });
}
