/**
 * Puts the key of a home into one more browser of this computer: one that could not take it when it was made, or that
 * came later. The key comes from a store that has it and goes nowhere else; where stores give no keys out (macOS,
 * Windows) there is but one store, and nothing to add.
 */
import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';
import { pemToDer, sameBytes } from '../../../shared/bytes.ts';
import { LatchkeyError, unlessExpected } from '../../../shared/errors.ts';
import type { EnrolmentRecord, StoreName } from '../enrolment-record.ts';
import type { DeviceKey, EnrolmentStore, Keys, Pkcs12Writer, Random } from '../ports.ts';
import type { CertificateWallet } from './certificate-wallet.ts';
import { pack } from './install.ts';

export interface AddToStoreDeps {
  readonly wallet: CertificateWallet;
  readonly enrolmentStore: Pick<EnrolmentStore, 'put'>;
  readonly keys: Keys;
  readonly pkcs12: Pkcs12Writer;
  readonly random: Random;
}

/** Copies the key of a home from a store of this computer that gives it out to one that does not have it. */
export class AddToStore {
  readonly #deps: AddToStoreDeps;

  constructor(deps: AddToStoreDeps) {
    this.#deps = deps;
  }

  /** The stores that are there now and do not have the key. What is there is believed, not tried: nobody is asked. */
  async candidates(record: EnrolmentRecord): Promise<StoreName[]> {
    const { wallet } = this.#deps;
    const holders = record.stores.map(({ id }) => id);
    if (!(await wallet.givesKeys(holders))) return [];
    return (await wallet.names()).filter(({ id }) => !holders.includes(id));
  }

  /**
   * The caller holds the enrolment store's lock.
   * @param password of the store, when it has asked for one
   * @returns the record as it is kept from now on
   * @throws STORE_LOCKED when the store wants a password, or another one; STORE_FAILED, STORE_TOOL_MISSING; KEY_NOT_COPIED
   * when no store that has the key gives it out
   */
  async add(record: EnrolmentRecord, storeId: string, password?: string): Promise<EnrolmentRecord> {
    const { wallet, enrolmentStore } = this.#deps;
    const bundle = async () => pack(this.#deps, record, await this.#key(record));
    const store = await wallet.addTo(storeId, record, bundle, password);
    const others = (list: readonly StoreName[]) => list.filter(({ id }) => id !== store.id);
    const added: EnrolmentRecord = {
      ...record,
      stores: [...others(record.stores), store],
      skipped: record.skipped.filter(({ id }) => id !== store.id),
    };
    await enrolmentStore.put(added);
    return added;
  }

  async #key(record: EnrolmentRecord): Promise<DeviceKey> {
    const { wallet, keys } = this.#deps;
    const holders = record.stores.map(({ id }) => id);
    for await (const pkcs8 of wallet.keys(record.fingerprint, holders)) {
      const key = await keys.read(pkcs8).catch(unlessExpected);
      if (key && fits(key, record)) return key;
    }
    throw new LatchkeyError('KEY_NOT_COPIED');
  }
}

const fits = ({ spki }: DeviceKey, { certificate }: EnrolmentRecord) =>
  sameBytes(spki, new Uint8Array(new X509Certificate(pemToDer(certificate)).publicKey.rawData));
