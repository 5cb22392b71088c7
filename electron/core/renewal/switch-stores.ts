/**
 * Takes every store from the certificate before to the present one: the present one is in it, the preference points at it,
 * and only then the other leaves. Each store by itself, so that one that is locked keeps none of the others waiting.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, SkippedStore, StoreName } from '../enrolment-record.ts';
import type { CertificateWallet } from '../installed/certificate-wallet.ts';
import { skippedStore } from '../installed/install.ts';
import type { EnrolmentStore, Pkcs12 } from '../ports.ts';
import type { RenewalEvent } from './events.ts';

export interface SwitchDeps {
  readonly wallet: CertificateWallet;
  readonly enrolmentStore: EnrolmentStore;
  readonly checkpoint?: CheckpointHook;
}

/**
 * @param record its certificate is proven and confirmed
 * @param pack the present certificate with its key; undefined when the key is at hand no more
 * @returns the record as it is now; what could not be done is in its `retired` and `skipped`
 */
export async function* switchStores(
  { wallet, enrolmentStore, checkpoint }: SwitchDeps,
  record: EnrolmentRecord,
  pack: () => Promise<Pkcs12 | undefined>,
): AsyncGenerator<RenewalEvent, EnrolmentRecord> {
  const found = await wallet.names();
  let current = record;
  for (const store of found) {
    const outdated = (current.retired ?? []).filter((one) => one.stores.includes(store.id));
    if (outdated.length === 0) continue;
    const fingerprints = outdated.map(({ fingerprint }) => fingerprint);
    try {
      const holds = await wallet.replace(store.id, current, fingerprints, pack, checkpoint);
      current = switched(current, store, holds);
      yield { type: 'switched', store };
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      const lag = skippedStore({ store, error });
      current = lagging(current, lag);
      yield { type: 'store-lags', store, code: lag.code, detail: lag.detail };
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

function switched(record: EnrolmentRecord, store: StoreName, holds: boolean): EnrolmentRecord {
  const retired = (record.retired ?? []).map((one) => ({ ...one, stores: one.stores.filter((id) => id !== store.id) }));
  const stores = record.stores.filter(({ id }) => id !== store.id);
  const skipped = holds ? record.skipped.filter(({ id }) => id !== store.id) : record.skipped;
  return { ...record, retired, skipped, stores: holds ? [...stores, store] : stores };
}

function lagging(record: EnrolmentRecord, store: SkippedStore): EnrolmentRecord {
  return { ...record, skipped: [...record.skipped.filter(({ id }) => id !== store.id), store] };
}
