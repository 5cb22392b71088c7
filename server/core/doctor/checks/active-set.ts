import { counted } from '../../../../shared/counted.ts';
import { error, type Finding, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether exactly those certificates are let in that the registry says. */
export async function activeSetCheck({
  records,
  commands,
}: Pick<Examined, 'records' | 'commands'>): Promise<Finding[]> {
  // Somebody may be let in or shut out between the two looks: what differs is looked at again.
  const differences = async () => {
    const [present, wanted] = await Promise.all([records.activeSet(), records.activeFingerprints()]);
    const [inSet, inRegistry] = [new Set(present), new Set(wanted)];
    return {
      count: inRegistry.size,
      intruders: present.filter((name) => !inRegistry.has(name)),
      missing: wanted.filter((name) => !inSet.has(name)),
    };
  };
  const first = await differences();
  const { count, intruders, missing } = first.intruders.length + first.missing.length > 0 ? await differences() : first;
  const fix = commands.latchkey('reconcile');
  const findings: Finding[] = [];
  if (intruders.length > 0) {
    const [first = ''] = intruders;
    findings.push(error('active-set-intruders', { count: intruders.length, first: first.slice(0, 16) }, fix));
  }
  if (missing.length > 0) {
    findings.push(error('active-set-missing', { count: missing.length }, fix));
  }
  return findings.length > 0
    ? findings
    : [ok(`The active set holds what the registry lets in: ${counted(count, 'certificate')}.`)];
}
