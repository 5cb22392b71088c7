/**
 * The stream of changes. It stays open by itself: when it breaks, it is opened again, each time after a longer wait, so
 * that a home that starts is not asked by every window at once.
 */

/** `lost`: it was open, or could not be opened, and is tried again. */
export type Standing = 'connecting' | 'connected' | 'lost';

interface StreamEvents<Heard> {
  readonly opened: () => void;
  readonly heard: (event: Heard) => void;
  /** Whoever opened it closes it. */
  readonly broke: () => void;
}

interface ConnectionPorts<Heard> {
  /** Opens the stream. @returns what closes it */
  readonly open: (events: StreamEvents<Heard>) => () => void;
  /** @param after milliseconds @returns what calls it off */
  readonly wait: (after: number, run: () => void) => () => void;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Milliseconds: the first wait, and the longest. */
export const WAITS = { first: 1000, longest: 30_000 } as const;
/** The home says something at least every quarter of a minute; so long without a word, and the stream is dead. */
export const SILENCE = 45_000;

interface Listener<Heard> {
  readonly changed?: (() => void) | undefined;
  readonly heard?: ((event: Heard) => void) | undefined;
  /** It is open again: what changed in between was not heard. */
  readonly again?: (() => void) | undefined;
}

export class Connection<Heard> {
  readonly #ports: ConnectionPorts<Heard>;
  readonly #listeners = new Set<Listener<Heard>>();
  #standing: Standing = 'connecting';
  #failures = 0;
  #close: (() => void) | undefined;
  #callOff: (() => void) | undefined;

  constructor(ports: ConnectionPorts<Heard>) {
    this.#ports = ports;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** @returns what ends it */
  readonly listen = (listener: Listener<Heard>): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the stream now, whether it is open, waits or was never there. */
  readonly connect = (): void => {
    this.stop();
    this.#watch();
    this.#close = this.#ports.open({
      opened: () => {
        const again = this.#failures > 0 || this.#standing === 'lost';
        this.#failures = 0;
        this.#watch();
        this.#stand('connected');
        if (again) for (const { again: tell } of this.#listeners) tell?.();
      },
      heard: (event) => {
        this.#watch();
        for (const { heard } of this.#listeners) heard?.(event);
      },
      broke: this.#broke,
    });
  };

  readonly stop = (): void => {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#close?.();
    this.#close = undefined;
  };

  #watch(): void {
    this.#callOff?.();
    this.#callOff = this.#ports.wait(SILENCE, this.#broke);
  }

  readonly #broke = (): void => {
    this.stop();
    const wait = Math.min(WAITS.longest, WAITS.first * 2 ** this.#failures);
    this.#failures += 1;
    this.#callOff = this.#ports.wait(wait * (0.5 + this.#ports.random() / 2), this.connect);
    this.#stand('lost');
  };

  #stand(standing: Standing): void {
    if (this.#standing === standing) return;
    this.#standing = standing;
    for (const { changed } of this.#listeners) changed?.();
  }
}
