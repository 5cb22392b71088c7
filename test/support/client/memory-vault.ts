import { VAULT_VALUE_LIMIT, type Vault } from '../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../shared/errors.ts';

/** A vault of memory; `fails` makes it locked or absent. */
export class MemoryVault implements Vault {
  readonly secrets = new Map<string, string>();
  readonly #limit: number;

  /** @param limit in bytes */
  constructor(limit = VAULT_VALUE_LIMIT) {
    this.#limit = limit;
  }

  fails: 'VAULT_LOCKED' | 'VAULT_NOT_AVAILABLE' | undefined;

  async get(key: string): Promise<string | undefined> {
    this.#demandOpen();
    return this.secrets.get(key);
  }

  async set(key: string, secret: string): Promise<void> {
    this.#demandOpen();
    if (Buffer.byteLength(secret) > this.#limit) throw new RangeError('too long for a vault');
    this.secrets.set(key, secret);
  }

  async delete(key: string): Promise<boolean> {
    this.#demandOpen();
    return this.secrets.delete(key);
  }

  async list(prefix: string): Promise<string[]> {
    this.#demandOpen();
    return [...this.secrets.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  #demandOpen(): void {
    if (this.fails) throw new LatchkeyError(this.fails);
  }
}
