/**
 * A key that is not installed yet. This browser keeps it, so that a lost reply and a closed page cost nothing, until the
 * person says that it is installed.
 */
import type { Service } from '../../shared/api.ts';

export interface Pending {
  readonly code: string;
  /** base64 of the PKCS#8. A secret, as the password. */
  readonly key: string;
  readonly password: string;
  /** Milliseconds since 1970. Then it is forgotten: when the code expires, or soon after the key was made. */
  readonly until: number;
  /** What the home answered; absent while it has not. */
  readonly issued?: {
    readonly certificate: string;
    readonly home: string;
    readonly device: string;
    readonly services: readonly Service[];
  };
  /** The app that it is for, when it is for one. */
  readonly app?: string;
}

const PLACE = 'latchkey.key';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** In private windows of some browsers there is no storage; then a closed page loses the key, and nothing else. */
function quietly<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

export class PendingKeys {
  readonly #storage: () => Storage;

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage;
  }

  /** @param now milliseconds; what is past its time is forgotten */
  read(now: number): Pending | undefined {
    const found = quietly(() => JSON.parse(this.#storage().getItem(PLACE) ?? 'null') as Pending | null);
    if (!found) return undefined;
    if (typeof found.until === 'number' && found.until > now) return found;
    this.forget();
    return undefined;
  }

  write(pending: Pending): void {
    quietly(() => this.#storage().setItem(PLACE, JSON.stringify(pending)));
  }

  forget(): void {
    quietly(() => this.#storage().removeItem(PLACE));
  }
}
