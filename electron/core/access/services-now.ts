/**
 * What a home opens to this device now. Access is given and taken away at the home; the record of an enrolment follows
 * when the home answers, and keeps what it knew when it does not.
 */
import type { Service, WhoamiReply } from '../../../shared/api.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import { isOwnService } from '../home-checks/check-home.ts';
import type { EnrolmentStore } from '../ports.ts';

/** How long a change is shown, in milliseconds: a week. Further changes in that time are shown together with it. */
export const SHOWN_FOR = 7 * 86_400_000;

type Named = readonly Pick<Service, 'name'>[];

/** What came and what went, by name. */
export function difference(before: Named, after: Named): { readonly added: string[]; readonly removed: string[] } {
  const without = (list: Named, others: Named) => {
    const known = new Set(others.map(({ name }) => name));
    return list.flatMap(({ name }) => (known.has(name) ? [] : [name]));
  };
  return { added: without(after, before), removed: without(before, after) };
}

/**
 * The record with what is open now. Only what is said of this very certificate counts, and of a home only its own services:
 * one foreign address, and nothing of it is believed. Homes that do not say it leave the record as it is.
 */
export function withServicesNow(record: EnrolmentRecord, whoami: WhoamiReply | undefined, now: Date): EnrolmentRecord {
  const { fingerprint, home } = record;
  if (whoami?.state !== 'active' || whoami.fingerprint !== fingerprint || !whoami.services) return record;
  const { services, contact = record.contact } = whoami;
  if (!services.every(({ url }) => isOwnService(url, home.domain))) return record;
  const known = { ...record, ...(contact ? { contact } : {}), ...servicesNow(record, services, now) };
  // A certificate on its way brings what was open when it was signed.
  return record.next ? { ...known, next: { ...record.next, services } } : known;
}

/** What a record keeps of what is open now. */
export function servicesNow(
  record: EnrolmentRecord,
  services: EnrolmentRecord['services'],
  now: Date,
): Pick<EnrolmentRecord, 'services' | 'access'> {
  const changed = changeOf(record, services, now);
  const access = { at: now.toISOString(), ...(changed ? { changed } : {}) };
  return { services, access };
}

type Change = NonNullable<NonNullable<EnrolmentRecord['access']>['changed']>;

function changeOf({ services, access }: EnrolmentRecord, next: readonly Service[], now: Date): Change | undefined {
  const { added, removed } = difference(services, next);
  const earlier = access?.changed;
  if (added.length + removed.length === 0) return earlier;
  const recent = earlier && now.getTime() - Date.parse(earlier.at) < SHOWN_FOR;
  return { at: now.toISOString(), before: recent ? earlier.before : services.map(({ name }) => name) };
}

/**
 * Keeps what a home said is open now, in the record as it is by then.
 * @throws CLIENT_BUSY, RECORDS_DAMAGED
 */
export async function keepServicesNow(
  enrolmentStore: Pick<EnrolmentStore, 'get' | 'put' | 'withLock'>,
  id: string,
  whoami: WhoamiReply | undefined,
  now: Date,
): Promise<void> {
  if (!whoami?.services) return;
  await enrolmentStore.withLock(async () => {
    const record = await enrolmentStore.get(id, 'enrolled');
    const known = record && withServicesNow(record, whoami, now);
    if (known && known !== record) await enrolmentStore.put(known);
  });
}
