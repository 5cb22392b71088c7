import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const DAY = 86_400_000;
/** Devices get their next certificate from the new CA in the course of a certificate's life. */
const SOON = 400;

const CODES = { 'homelab-ca': 'ca', 'server-root': 'server-root' } as const;
const NAMES = { 'homelab-ca': 'Homelab CA', 'server-root': 'root of the server certificates' } as const;

/** Whether the home's own authorities will last, and for what they sign. */
export async function authoritiesCheck({
  records,
  clock,
  commands,
}: Pick<Examined, 'records' | 'clock' | 'commands'>): Promise<Finding[]> {
  const fixes = {
    'homelab-ca': commands.latchkey('ca', 'rotate'),
    'server-root': commands.latchkey('ca', 'server-root', '--really'),
  } as const;
  // Only told: whoever changes it must tell every app and browser, and nothing fails until then.
  const wide = `; it may sign for any name (${fixes['server-root']} makes one for this domain alone)`;
  return (await records.authorities()).map(({ kind, notBefore, notAfter, signsFor }) => {
    const days = Math.floor((notAfter - clock.now()) / DAY);
    const code = CODES[kind];
    if (clock.now() < notBefore) return error(`${code}-not-yet-valid`, {}, 'date');
    if (days < 0) return error(`${code}-expired`, {}, fixes[kind]);
    if (days < SOON) return warning(`${code}-expires`, { count: days }, fixes[kind]);
    return ok(
      `The ${NAMES[kind]} is good for ${days} days${kind === 'server-root' && signsFor === 'any' ? wide : ''}.`,
    );
  });
}
