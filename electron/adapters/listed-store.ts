import { LatchkeyError } from '../../shared/errors.ts';
import type { StoredCertificate, StoreState } from '../core/ports.ts';

/** What is the same in every store whose tool can list it. */
export abstract class ListedStore<Found extends StoredCertificate> {
  /** Does what shows whether the store can be used. @throws an error of the catalogue when it cannot */
  protected abstract probe(): Promise<unknown>;
  /** Every certificate whose key is there too, with what this store needs to find it again. */
  protected abstract listed(): Promise<Found[]>;

  async precheck(): Promise<StoreState> {
    try {
      await this.probe();
      return { usable: true };
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      const { code, detail = error.message, hint, storeCause } = error;
      return { usable: false, code, detail, hint, storeCause };
    }
  }

  async find(fingerprint: string): Promise<Found | undefined> {
    return (await this.listed()).find((stored) => stored.fingerprint === fingerprint);
  }

  async list(): Promise<StoredCertificate[]> {
    return (await this.listed()).map(({ fingerprint, label }) => ({ fingerprint, label }));
  }
}
