/**
 * The operating system's secret store by way of keytar: Keychain on macOS, Credential Manager on Windows, the Secret
 * Service (gnome-keyring, KWallet) on Linux.
 */
import { randomUUID } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Vault } from '../core/ports.ts';

const SERVICE = 'Latchkey';

/** Written and taken away again to learn whether the vault is open. */
const CANARY = 'canary';

export type Keytar = Pick<
  typeof import('keytar'),
  'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'
>;

/** Loads the native module. @throws VAULT_NOT_AVAILABLE where it cannot be loaded, as without libsecret */
export async function loadKeytar(): Promise<Keytar> {
  try {
    const { default: keytar } = await import('keytar');
    return keytar;
  } catch (cause) {
    throw new LatchkeyError('VAULT_NOT_AVAILABLE', { detail: 'The library that reaches it cannot be loaded.', cause });
  }
}

/** One entry for each secret, under the service `Latchkey`. Every call may throw VAULT_LOCKED or VAULT_NOT_AVAILABLE. */
export class KeytarVault implements Vault {
  readonly #load: () => Promise<Keytar>;
  readonly #secretService: boolean;

  /** @param secretService whether this is Linux, where a locked store looks like an empty one */
  constructor(load: () => Promise<Keytar>, secretService: boolean) {
    this.#load = load;
    this.#secretService = secretService;
  }

  async get(key: string): Promise<string | undefined> {
    const keytar = await this.#load();
    const found = await translated(() => keytar.getPassword(SERVICE, key));
    if (found === null) await this.#demandOpen(keytar);
    return found ?? undefined;
  }

  async set(key: string, secret: string): Promise<void> {
    const keytar = await this.#load();
    await translated(() => keytar.setPassword(SERVICE, key, secret));
  }

  async delete(key: string): Promise<boolean> {
    const keytar = await this.#load();
    const deleted = await translated(() => keytar.deletePassword(SERVICE, key));
    if (!deleted) await this.#demandOpen(keytar);
    return deleted;
  }

  async list(prefix: string): Promise<string[]> {
    const keytar = await this.#load();
    // Before, not after: listing a locked Secret Service crashes the process inside keytar 7.9.
    await this.#demandOpen(keytar);
    const found = await translated(() => keytar.findCredentials(SERVICE));
    return found
      .map(({ account }) => account)
      .filter((account) => account.startsWith(prefix))
      .sort();
  }

  /** A locked Secret Service answers "nothing here" to a question, and refuses only to write. */
  async #demandOpen(keytar: Keytar): Promise<void> {
    if (!this.#secretService) return;
    const account = `${CANARY}/${randomUUID()}`;
    await translated(() => keytar.setPassword(SERVICE, account, CANARY));
    await translated(() => keytar.deletePassword(SERVICE, account));
  }
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : '';
    // libsecret's words; anything else (no bus, no service, no collection) means that there is no vault.
    const locked = /locked|dismissed|cancell?ed|not allowed/i.test(said);
    throw new LatchkeyError(locked ? 'VAULT_LOCKED' : 'VAULT_NOT_AVAILABLE', { detail: said.slice(0, 200), cause });
  }
}
