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
  /** Whether it takes the place of a key that is installed here. */
  readonly renews?: boolean;
}

/** One item for each code: what another tab writes at the same time takes nothing away. */
const PLACE = 'latchkey.key.';

type Storage = Pick<globalThis.Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/** In private windows of some browsers there is no storage, or none that is left. */
function quietly<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

export class PendingKeys {
  readonly #storage: () => Storage;
  /** What could not be stored: a closed page loses it, a lost reply does not. */
  readonly #unstored = new Map<string, Pending>();

  constructor(storage: () => Storage = () => localStorage) {
    this.#storage = storage;
  }

  /** @param now milliseconds; what is past its time is forgotten */
  read(code: string, now: number): Pending | undefined {
    return this.all(now).find((each) => each.code === code);
  }

  /** Every key that is kept: a person may open a second invite before the first key is installed. */
  all(now: number): readonly Pending[] {
    const stored = this.#places().flatMap((place) => {
      const found = quietly(() => JSON.parse(this.#storage().getItem(place) ?? 'null') as Pending | null);
      if (typeof found?.until === 'number' && found.until > now) return [found];
      quietly(() => this.#storage().removeItem(place));
      return [];
    });
    const others = stored.filter(({ code }) => !this.#unstored.has(code));
    return [...this.#unstored.values()].filter(({ until }) => until > now).concat(others);
  }

  write(pending: Pending): void {
    const { code } = pending;
    const isStored = quietly(() => {
      this.#storage().setItem(PLACE + code, JSON.stringify(pending));
      return true;
    });
    if (isStored) this.#unstored.delete(code);
    else this.#unstored.set(code, pending);
  }

  forget(code: string): void {
    this.#unstored.delete(code);
    quietly(() => this.#storage().removeItem(PLACE + code));
  }

  #places(): readonly string[] {
    const places = quietly(() => {
      const storage = this.#storage();
      return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    });
    return (places ?? []).filter((place) => place.startsWith(PLACE));
  }
}
