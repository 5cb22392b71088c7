import type { HomeRecord } from '../core/home-record.ts';
import type { Journal } from '../core/ports.ts';

/** The homes that this computer has a key to. @param domain only this one, or the one with this enrolment host */
export async function enrolledHomes(journal: Journal, domain?: string): Promise<HomeRecord[]> {
  const wanted = domain?.toLowerCase();
  return (await journal.list()).filter(
    ({ state, home, place }) =>
      state === 'enrolled' && (wanted === undefined || home.domain.toLowerCase() === wanted || place.host === wanted),
  );
}
