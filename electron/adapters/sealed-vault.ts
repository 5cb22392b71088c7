/**
 * A vault whose items only this computer can open. The systems' stores travel: Windows copies credentials to every
 * computer that the person logs in to, keychains and keyrings are backed up and synchronised. So each item is sealed with
 * AES-256-GCM under a key that stays here, with the item's name as associated data: no item passes for another one.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import { VAULT_VALUE_LIMIT, type Vault } from '../core/ports.ts';
import type { ComputerKey } from './computer-key.ts';

/** Begins every sealed item. No item from before begins so: those are JSON, or base64url of 43 characters. */
const VERSION = 'sealed1.';
const ANY_VERSION = /^sealed\d+\./;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * An item is `sealed1.` and the base64 of nonce (12 bytes), ciphertext and tag (16 bytes). Every call throws what the vault
 * below throws; `set` also RECORDS_DAMAGED when there is no whole key of this computer.
 */
export class SealedVault implements Vault {
  readonly #inner: Vault;
  readonly #key: Pick<ComputerKey, 'read' | 'readOrMake' | 'path'>;

  constructor(inner: Vault, key: Pick<ComputerKey, 'read' | 'readOrMake' | 'path'>) {
    this.#inner = inner;
    this.#key = key;
  }

  /**
   * An item from before is sealed when it is first read; until that is written, the plain one stays.
   * @throws LatchkeyError VAULT_SEALED_ELSEWHERE, RECORDS_NEWER for one that a later version sealed, and what the store throws
   */
  async get(name: string): Promise<string | undefined> {
    const item = await this.#inner.get(name);
    if (item === undefined) return undefined;
    if (item.startsWith(VERSION)) return this.#open(name, item);
    // Taken for a plain one it would be sealed over, and lost for the later version.
    if (ANY_VERSION.test(item))
      throw new LatchkeyError('RECORDS_NEWER', { detail: `The secret "${name}" is of a later version.` });
    await this.set(name, item);
    return item;
  }

  async set(name: string, secret: string): Promise<void> {
    if (Buffer.byteLength(secret) > VAULT_VALUE_LIMIT)
      throw new RangeError(`a secret has at most ${VAULT_VALUE_LIMIT} bytes`);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, await this.#key.readOrMake(), nonce).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    await this.#inner.set(name, `${VERSION}${sealed.toString('base64')}`);
  }

  delete(name: string): Promise<boolean> {
    return this.#inner.delete(name);
  }

  list(prefix: string): Promise<string[]> {
    return this.#inner.list(prefix);
  }

  async #open(name: string, item: string): Promise<string> {
    const key = await this.#key.read();
    if (!key) throw new LatchkeyError('VAULT_SEALED_ELSEWHERE', { detail: `${this.#key.path} is not there.` });
    const bytes = Buffer.from(item.slice(VERSION.length), 'base64');
    try {
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), options).setAAD(Buffer.from(name));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      );
    } catch (cause) {
      const detail = `${this.#key.path} does not open it.`;
      throw new LatchkeyError('VAULT_SEALED_ELSEWHERE', { detail, cause });
    }
  }
}
