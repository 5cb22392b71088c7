import type { EnrolmentRecord } from '../core/enrolment-record.ts';
import type { EnrolmentStore } from '../core/ports.ts';

/** The homes that this computer has a key to. @param domain only this one, or the one with this enrolment host */
export async function enrolledHomes(enrolmentStore: EnrolmentStore, domain?: string): Promise<EnrolmentRecord[]> {
  const wanted = domain?.toLowerCase();
  return (await enrolmentStore.list('enrolled')).filter(
    ({ home, place }) => wanted === undefined || home.domain.toLowerCase() === wanted || place.host === wanted,
  );
}
