/**
 * Puts the key of a home into one more browser of this computer: one that could not take it when it was made, or that
 * came later. The key comes from a store that has it and goes nowhere else; where stores give no keys out (macOS,
 * Windows) there is but one store, and nothing to add.
 */
import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';
import { LatchkeyError } from '../../../shared/errors.ts';
import { pemToDer, sameBytes } from '../bytes.ts';
import { pack } from '../enrolment/install.ts';
import type { EnrolmentRecord, StoreName } from '../enrolment-record.ts';
import type {
  CertificateStore,
  CertificateStores,
  DeviceKey,
  EnrolmentStore,
  Keys,
  Pkcs12Writer,
  Random,
} from '../ports.ts';
import { preferCertificate } from './preference.ts';

export interface AddingDeps {
  readonly stores: CertificateStores;
  readonly enrolmentStore: Pick<EnrolmentStore, 'put'>;
  readonly keys: Keys;
  readonly pkcs12: Pkcs12Writer;
  readonly random: Random;
}

export class Adding {
  readonly #deps: AddingDeps;

  constructor(deps: AddingDeps) {
    this.#deps = deps;
  }

  /** The stores that are there now and do not have the key. What is there is believed, not tried: nobody is asked. */
  async candidates(record: EnrolmentRecord): Promise<StoreName[]> {
    const found = await this.#deps.stores.find();
    const givesOut = found.some((store) => store.key !== undefined && has(record, store.id));
    return givesOut ? found.filter(({ id }) => !has(record, id)).map(({ id, name }) => ({ id, name })) : [];
  }

  /**
   * The caller holds the enrolment store's lock.
   * @param password of the store, when it has asked for one
   * @returns the record as it is kept from now on
   * @throws STORE_LOCKED when the store wants a password, or another one; STORE_FAILED, STORE_TOOL_MISSING; KEY_NOT_COPIED
   * when no store that has the key gives it out
   */
  async add(record: EnrolmentRecord, storeId: string, password?: string): Promise<EnrolmentRecord> {
    const { stores, enrolmentStore } = this.#deps;
    const found = await stores.find();
    const named = found.find(({ id }) => id === storeId);
    if (!named) throw new LatchkeyError('STORE_FAILED', { detail: 'This browser is not there any more.' });
    const store = password === undefined ? named : (named.unlocked?.(password) ?? named);
    await demandUsable(store);
    if (!(await store.find(record.fingerprint))) {
      await store.import(await pack(this.#deps, record, await this.#key(record, found)));
    }
    if (!(await store.find(record.fingerprint))) {
      throw new LatchkeyError('STORE_FAILED', { detail: `${store.name} took the certificate and does not have it.` });
    }
    await preferCertificate(store, record);
    const { id, name } = store;
    const others = (list: readonly StoreName[]) => list.filter((one) => one.id !== id);
    const added: EnrolmentRecord = {
      ...record,
      stores: [...others(record.stores), { id, name }],
      skipped: record.skipped.filter((skipped) => skipped.id !== id),
    };
    await enrolmentStore.put(added);
    return added;
  }

  async #key(record: EnrolmentRecord, found: readonly CertificateStore[]): Promise<DeviceKey> {
    for (const store of found) {
      if (!store.key || !has(record, store.id)) continue;
      try {
        await demandUsable(store);
        const key = await this.#deps.keys.read(await store.key(record.fingerprint));
        if (fits(key, record)) return key;
      } catch (error) {
        if (!(error instanceof LatchkeyError)) throw error;
      }
    }
    throw new LatchkeyError('KEY_NOT_COPIED');
  }
}

const fits = ({ spki }: DeviceKey, { certificate }: EnrolmentRecord) =>
  sameBytes(spki, new Uint8Array(new X509Certificate(pemToDer(certificate)).publicKey.rawData));

const has = ({ stores }: EnrolmentRecord, storeId: string) => stores.some(({ id }) => id === storeId);

async function demandUsable(store: CertificateStore): Promise<void> {
  const state = await store.precheck();
  if (!state.usable) throw new LatchkeyError(state.code, { detail: state.detail });
}
