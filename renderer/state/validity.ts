/** How a key stands in time, and what it opens. */
import type { HomeView } from '../../shared/ipc/views.ts';

/** `due`: Latchkey renews it by itself, as soon as it can. */
export type Validity = 'not-yet' | 'good' | 'due' | 'expired';

/** For so long news are news: a browser may still be open that knows the key from before a renewal. A week. */
const FRESH = 7 * 86_400_000;

type Dates = Pick<HomeView, 'notBefore' | 'notAfter' | 'renewal'>;

/** @param now milliseconds since 1970 */
export function validityOf({ notBefore, notAfter, renewal }: Dates, now: number): Validity {
  if (now < Date.parse(notBefore)) return 'not-yet';
  if (now >= Date.parse(notAfter)) return 'expired';
  return now < Date.parse(renewal.dueFrom) ? 'good' : 'due';
}

/** @returns what came and what went in the last week, by name */
export function freshlyChanged({ access: { changed } }: Pick<HomeView, 'access'>, now: number) {
  return changed && now - Date.parse(changed.at) < FRESH ? changed : { added: [], removed: [] };
}

/** @returns when it was renewed, as long as browsers may have to be started anew for it */
export function freshlyRenewed({ renewal: { renewedAt } }: Pick<HomeView, 'renewal'>, now: number): string | undefined {
  return renewedAt !== undefined && now - Date.parse(renewedAt) < FRESH ? renewedAt : undefined;
}
