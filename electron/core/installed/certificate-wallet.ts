/**
 * The certificate stores of this computer as one wallet. Each store is served by itself: one that cannot be used now is
 * skipped, one that fails keeps none of the others waiting, and only what was read back counts as there.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CheckpointHook } from '../checkpoints.ts';
import type { EnrolmentRecord, StoreName } from '../enrolment-record.ts';
import type { CertificateStore, CertificateStores, Pkcs12, StoreState } from '../ports.ts';
import { forgetPreference, preferCertificate } from './preference.ts';

/** A store that did not do what was wanted, and why. */
export interface StoreFailure {
  readonly store: StoreName;
  readonly error: LatchkeyError;
}

/** What became of each store. */
export interface WalletOutcome {
  readonly done: StoreName[];
  /** Cannot be used now. */
  readonly skipped: StoreFailure[];
  readonly failed: StoreFailure[];
}

/** Passwords of stores that have asked for one, by the store's id. */
export type Unlock = Readonly<Record<string, string>>;

export interface AddOptions {
  /** Whether browsers shall show this certificate from now on. */
  readonly prefer: boolean;
  /** Tells which step is being done. */
  readonly enter: (step: 'pack' | 'import' | 'read-back') => void;
  readonly checkpoint?: CheckpointHook | undefined;
}

export type AddEvent =
  | { readonly type: 'packed' }
  | { readonly type: 'imported'; readonly store: StoreName; readonly already: boolean }
  | { readonly type: 'read-back'; readonly store: StoreName };

/**
 * Fingerprints are SHA-256 of the certificate's DER, lower-case hexadecimal. What a store throws is an error of the
 * catalogue: STORE_LOCKED, STORE_FAILED, STORE_TOOL_MISSING.
 */
export class CertificateWallet {
  readonly #stores: CertificateStores;

  constructor(stores: CertificateStores) {
    this.#stores = stores;
  }

  /** The stores that are there now, without asking any of them anything. */
  async names(): Promise<StoreName[]> {
    return (await this.#stores.find()).map(nameOf);
  }

  /** @throws the first store's error when none can be used now */
  async demandUsable(): Promise<void> {
    demandDone(await this.#each(() => Promise.resolve(true)));
  }

  /**
   * The stores that can be used now and have the certificate with its key.
   * @throws what kept a store from answering, when no other has it
   */
  async holdsWhere(fingerprint: string): Promise<StoreName[]> {
    const { done, failed } = await this.#each(async (store) => (await store.find(fingerprint)) !== undefined);
    if (done.length === 0 && failed[0]) throw failed[0].error;
    return done;
  }

  /**
   * Puts the record's certificate into every store that can be used. One is enough.
   * @param bundle asked for once, and only when a store can be used
   * @returns `done` are those that have it now
   * @throws the first store's error when none has it in the end
   */
  async *add(
    record: EnrolmentRecord,
    bundle: () => Promise<Pkcs12>,
    { prefer, enter, checkpoint }: AddOptions,
  ): AsyncGenerator<AddEvent, WalletOutcome> {
    const outcome: WalletOutcome = { done: [], skipped: [], failed: [] };
    let packed: Pkcs12 | undefined;
    enter('pack');
    for (const store of await this.#stores.find()) {
      const events: AddEvent[] = [];
      await this.#in(store, outcome, async () => {
        if (packed === undefined) {
          packed = await bundle();
          checkpoint?.('packed');
          events.push({ type: 'packed' });
        }
        enter('import');
        const already = (await store.find(record.fingerprint)) !== undefined;
        if (!already) await store.import(packed);
        checkpoint?.('imported');
        events.push({ type: 'imported', store: nameOf(store), already });
        enter('read-back');
        await demandHeld(store, record.fingerprint);
        checkpoint?.('read-back');
        events.push({ type: 'read-back', store: nameOf(store) });
        if (prefer) await preferCertificate(store, record);
        return true;
      });
      yield* events;
    }
    demandDone(outcome);
    return outcome;
  }

  /**
   * Puts the record's certificate into one store.
   * @param bundle asked for only when the store does not have it
   * @param password of the store, when it has asked for one
   * @throws STORE_LOCKED when the store wants a password, or another one; STORE_FAILED, STORE_TOOL_MISSING
   */
  async addTo(
    storeId: string,
    record: EnrolmentRecord,
    bundle: () => Promise<Pkcs12>,
    password?: string,
  ): Promise<StoreName> {
    const store = await this.#one(storeId, password === undefined ? {} : { [storeId]: password });
    await demandUsable(store);
    if (!(await store.find(record.fingerprint))) await store.import(await bundle());
    await demandHeld(store, record.fingerprint);
    await preferCertificate(store, record);
    return nameOf(store);
  }

  /**
   * Takes one store from certificates before to the record's: that is in it, the preference points at it, and only then
   * the others leave.
   * @param bundle the record's; undefined when its key is at hand no more
   * @returns whether the store has the record's certificate
   * @throws an error of the catalogue; the store may be half way, and doing it again finishes it
   */
  async replace(
    storeId: string,
    record: EnrolmentRecord,
    outdated: readonly string[],
    bundle: () => Promise<Pkcs12 | undefined>,
    checkpoint?: CheckpointHook,
  ): Promise<boolean> {
    const store = await this.#one(storeId);
    await demandUsable(store);
    const missing = (await store.find(record.fingerprint)) ? undefined : await bundle();
    if (missing) await store.import(missing);
    await preferCertificate(store, record);
    checkpoint?.('preferred');
    for (const fingerprint of outdated) {
      await forgetPreference(store, { ...record, fingerprint });
      await store.remove(fingerprint);
    }
    checkpoint?.('retired-removed');
    return (await store.find(record.fingerprint)) !== undefined;
  }

  /**
   * Takes certificates of a record out of every store, and back the preference for the record's own.
   * @returns `done` are the stores that held one of them
   */
  async remove(record: EnrolmentRecord, fingerprints: readonly string[], unlock: Unlock = {}): Promise<WalletOutcome> {
    return this.#each(async (store) => {
      if (fingerprints.includes(record.fingerprint)) await forgetPreference(store, record);
      let held = false;
      for (const fingerprint of fingerprints) held = (await store.remove(fingerprint)) || held;
      return held;
    }, unlock);
  }

  /** Whether some of these stores is of a kind that gives keys out. Asks none. */
  async givesKeys(storeIds: readonly string[]): Promise<boolean> {
    return (await this.#stores.find()).some(({ id, key }) => key !== undefined && storeIds.includes(id));
  }

  /** The certificate's key, PKCS#8 DER, out of one of these stores after the other, as far as they give it out now. */
  async *keys(fingerprint: string, storeIds: readonly string[]): AsyncGenerator<Uint8Array, void> {
    for (const store of await this.#stores.find()) {
      if (!store.key || !storeIds.includes(store.id)) continue;
      const keys: Uint8Array[] = [];
      await this.#in(store, { done: [], skipped: [], failed: [] }, async () => {
        if (store.key) keys.push(await store.key(fingerprint));
        return true;
      });
      yield* keys;
    }
  }

  async #each(work: (store: CertificateStore) => Promise<boolean>, unlock: Unlock = {}): Promise<WalletOutcome> {
    const outcome: WalletOutcome = { done: [], skipped: [], failed: [] };
    for (const found of await this.#stores.find()) {
      const store = unlocked(found, unlock);
      await this.#in(store, outcome, () => work(store));
    }
    return outcome;
  }

  /** @param work whether it did anything */
  async #in(store: CertificateStore, outcome: WalletOutcome, work: () => Promise<boolean>): Promise<void> {
    try {
      const state = await store.precheck();
      if (!state.usable) outcome.skipped.push({ store: nameOf(store), error: unusable(state) });
      else if (await work()) outcome.done.push(nameOf(store));
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      outcome.failed.push({ store: nameOf(store), error });
    }
  }

  async #one(storeId: string, unlock: Unlock = {}): Promise<CertificateStore> {
    const store = (await this.#stores.find()).find(({ id }) => id === storeId);
    if (!store) throw new LatchkeyError('STORE_FAILED', { detail: 'This browser is not there any more.' });
    return unlocked(store, unlock);
  }
}

const nameOf = ({ id, name }: CertificateStore): StoreName => ({ id, name });

function demandDone({ done, skipped, failed }: WalletOutcome): void {
  if (done.length > 0) return;
  const [first] = [...skipped, ...failed];
  throw first?.error ?? new LatchkeyError('STORE_FAILED', { detail: 'No browser was found.' });
}

function unlocked(store: CertificateStore, unlock: Unlock): CertificateStore {
  const password = unlock[store.id];
  return password === undefined ? store : (store.unlocked?.(password) ?? store);
}

function unusable({ code, detail, hint, storeCause }: StoreState & { readonly usable: false }) {
  return new LatchkeyError(code, { detail, storeCause, ...(hint ? { hint } : {}) });
}

async function demandUsable(store: CertificateStore): Promise<void> {
  const state = await store.precheck();
  if (!state.usable) throw unusable(state);
}

async function demandHeld(store: CertificateStore, fingerprint: string): Promise<void> {
  if (await store.find(fingerprint)) return;
  throw new LatchkeyError('STORE_FAILED', { detail: `${store.name} took the certificate and does not have it.` });
}
