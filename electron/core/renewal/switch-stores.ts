/**
 * Takes every store from the certificate before to the present one: the present one is in it, the preference points at it,
 * and only then the other leaves. Each store by itself, so that one that is locked keeps none of the others waiting.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, SkippedStore, StoreName } from '../enrolment-record.ts';
import { forgetPreference, preferCertificate } from '../installed/preference.ts';
import type { CertificateStore, CertificateStores, EnrolmentStore, Pkcs12 } from '../ports.ts';
import type { RenewalEvent } from './events.ts';

export interface SwitchDeps {
  readonly stores: CertificateStores;
  readonly enrolmentStore: EnrolmentStore;
  readonly checkpoint?: CheckpointHook;
}

/**
 * @param record its certificate is proven and confirmed
 * @param pack the present certificate with its key; undefined when the key is at hand no more
 * @returns the record as it is now; what could not be done is in its `retired` and `skipped`
 */
export async function* switchStores(
  { stores, enrolmentStore, checkpoint }: SwitchDeps,
  record: EnrolmentRecord,
  pack: () => Promise<Pkcs12 | undefined>,
): AsyncGenerator<RenewalEvent, EnrolmentRecord> {
  const found = await stores.find();
  let current = record;
  for (const store of found) {
    const { id, name } = store;
    const outdated = (current.retired ?? []).filter((one) => one.stores.includes(id));
    if (outdated.length === 0) continue;
    try {
      await demandUsable(store);
      const bundle = (await store.find(current.fingerprint)) ? undefined : await pack();
      if (bundle) await store.import(bundle);
      await preferCertificate(store, current);
      checkpoint?.('preferred');
      for (const { fingerprint } of outdated) {
        await forgetPreference(store, { ...current, fingerprint });
        await store.remove(fingerprint);
      }
      checkpoint?.('retired-removed');
      const holds = (await store.find(current.fingerprint)) !== undefined;
      current = switched(current, { id, name }, holds);
      yield { type: 'switched', store: { id, name } };
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      const lag = { id, name, code: error.code, detail: error.detail ?? error.message };
      current = lagging(current, lag);
      yield { type: 'store-lags', store: { id, name }, code: lag.code, detail: lag.detail };
    }
    await enrolmentStore.put(current);
  }
  // A browser that was removed from this computer took its certificates along.
  const there = new Set(found.map(({ id }) => id));
  const left = (current.retired ?? []).map((one) => ({ ...one, stores: one.stores.filter((id) => there.has(id)) }));
  current = { ...current, retired: left.filter(({ stores }) => stores.length > 0) };
  await enrolmentStore.put(current);
  checkpoint?.('retired-noted');
  return current;
}

async function demandUsable(store: CertificateStore): Promise<void> {
  const state = await store.precheck();
  if (!state.usable) throw new LatchkeyError(state.code, { detail: state.detail });
}

function switched(record: EnrolmentRecord, store: StoreName, holds: boolean): EnrolmentRecord {
  const retired = (record.retired ?? []).map((one) => ({ ...one, stores: one.stores.filter((id) => id !== store.id) }));
  const stores = record.stores.filter(({ id }) => id !== store.id);
  const skipped = holds ? record.skipped.filter(({ id }) => id !== store.id) : record.skipped;
  return { ...record, retired, skipped, stores: holds ? [...stores, store] : stores };
}

function lagging(record: EnrolmentRecord, store: SkippedStore): EnrolmentRecord {
  return { ...record, skipped: [...record.skipped.filter(({ id }) => id !== store.id), store] };
}
