/** Tests the next certificate before the present one is given up for it. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessReport, AccessTest } from '../access/access-test.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import type { DeviceKey } from '../ports.ts';

/** One service is proof enough, and a home may have two hundred. */
const SERVICES = 1;

/** Outcomes that speak against the certificate. A service that is down says nothing about it. */
const REFUSED: ReadonlySet<string> = new Set(['no-certificate', 'certificate-refused', 'shut-out', 'expired']);

/**
 * Visits with the next certificate.
 * @param candidate the record as it will be after the renewal
 * @param key of the next certificate
 * @throws RENEWAL_NOT_PROVEN with what was seen instead
 */
export async function prove(
  access: Pick<AccessTest, 'run'>,
  candidate: EnrolmentRecord,
  key: DeviceKey,
): Promise<void> {
  for await (const event of access.run(candidate, { key, atMost: SERVICES })) {
    if (event.type !== 'done') continue;
    const against = objection(event.report, candidate.fingerprint);
    if (against !== undefined) throw new LatchkeyError('RENEWAL_NOT_PROVEN', { detail: against });
    return;
  }
}

/** The home has to have seen exactly this certificate: the one before is still there, and opens the same services. */
function objection({ whoami, services, probe }: AccessReport, fingerprint: string): string | undefined {
  if (!whoami) return `The home could not be asked (${probe}).`;
  if (whoami.fingerprint !== fingerprint)
    return `The home saw another certificate, or none (${whoami.state}, ${probe}).`;
  if (whoami.state !== 'active') return `The home says: ${whoami.state}.`;
  const refused = services.find(({ outcome }) => REFUSED.has(outcome.kind));
  return refused && `${refused.service.name}: ${refused.outcome.kind}.`;
}
