import type {
  CertificateStore,
  CertificateStores,
  Pkcs12,
  StoredCertificate,
  StoreState,
} from '../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../shared/errors.ts';

/** A certificate store of memory. `state` can be set to a store that is locked, `broken` to one that fails. */
export class MemoryStore implements CertificateStore {
  readonly id: string;
  readonly name: string;
  state: StoreState = { usable: true };
  broken: 'import' | 'remove' | 'forgets' | undefined;
  readonly held = new Map<string, StoredCertificate>();

  constructor(name = 'Memory browser') {
    this.id = `memory:${name}`;
    this.name = name;
  }

  precheck = () => Promise.resolve(this.state);
  list = () => Promise.resolve([...this.held.values()]);
  find = (fingerprint: string) => Promise.resolve(this.held.get(fingerprint));

  async import({ fingerprint }: Pkcs12): Promise<void> {
    if (this.broken === 'import') throw new LatchkeyError('STORE_FAILED', { detail: 'broken for the test' });
    if (this.broken !== 'forgets') this.held.set(fingerprint, { fingerprint, label: 'label' });
  }

  async remove(fingerprint: string): Promise<boolean> {
    if (this.broken === 'remove') throw new LatchkeyError('STORE_FAILED', { detail: 'broken for the test' });
    return this.held.delete(fingerprint);
  }
}

export const storesOf = (...stores: CertificateStore[]): CertificateStores => ({ find: () => Promise.resolve(stores) });
