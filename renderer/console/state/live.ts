/**
 * What the pages know of the home: what they asked, the stream that says what to ask again, and whether whoever looks may
 * still look. It is kept in memory only, and holds no code: those come from calls that are not kept.
 */
import type { ConsoleEvent, ConsoleEventName } from '../../../shared/console/events.ts';
import { type Call, call as callHome, openEvents } from './api.ts';
import { Connection, type Standing } from './connection.ts';
import { type End, endOf, mayStillSee, Trouble, type TroubleCode } from './trouble.ts';

export type Topic = ConsoleEvent<'changed'>['topics'][number];

/** Replies that are shown until the newer ones are there. */
const MOST_KEPT = 100;

type Heard = { readonly name: string; readonly data: string } | undefined;
const dataOf = <Name extends ConsoleEventName>(_name: Name, text: string) => JSON.parse(text) as ConsoleEvent<Name>;

const wait = (after: number, run: () => void) => {
  const timer = setTimeout(run, after);
  return () => clearTimeout(timer);
};

export class Live {
  readonly #connection: Connection<Heard>;
  readonly #changed = new Set<(topics: readonly Topic[]) => void>();
  readonly #kept = new Map<string, unknown>();
  readonly #follow = new Set<() => void>();
  #end: End | undefined;
  #crowded = false;

  constructor() {
    this.#connection = new Connection<Heard>({
      open: ({ opened, heard, broke }) =>
        openEvents({
          opened: () => {
            this.#crowd(false);
            opened();
          },
          heard,
          broke: ({ code }) => {
            this.#look(code);
            this.#crowd(code === 'CONSOLE_TOO_MANY_PAGES');
            broke();
          },
        }),
      wait,
      random: Math.random,
    });
    this.#connection.listen({
      changed: () => this.#tell(),
      again: () => this.#say(['all']),
      heard: (event) => {
        if (event?.name === 'changed') this.#say(dataOf('changed', event.data).topics);
        if (event?.name === 'ended') this.#look(dataOf('ended', event.data).code);
      },
    });
  }

  get standing(): Standing {
    return this.#connection.standing;
  }

  /** Whether the stream is refused because as many pages as may be are open. */
  get crowded(): boolean {
    return this.#crowded;
  }

  /** Why nothing more is shown; undefined as long as it is. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Opens the stream, and keeps it open. @returns what stops that */
  readonly start = (): (() => void) => {
    this.#connection.connect();
    const back = () => {
      if (this.standing === 'lost' && document.visibilityState === 'visible') this.#connection.connect();
    };
    addEventListener('online', back);
    document.addEventListener('visibilitychange', back);
    return () => {
      removeEventListener('online', back);
      document.removeEventListener('visibilitychange', back);
      this.#connection.stop();
    };
  };

  /** Tries again now. */
  readonly retry = (): void => {
    this.#connection.connect();
  };

  /** Goes on after an end, with what was typed: by another link, or with the key that the browser shows now. @throws Trouble */
  readonly resume = async (): Promise<void> => {
    await callHome('me', {});
    this.#end = undefined;
    this.#connection.connect();
    this.#tell();
    this.#say(['all']);
  };

  /** Hears of the standing and the end. */
  readonly follow = (listener: () => void): (() => void) => {
    this.#follow.add(listener);
    return () => this.#follow.delete(listener);
  };

  /** Hears what is to be asked for again. */
  readonly listen = (listener: (topics: readonly Topic[]) => void): (() => void) => {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  };

  readonly kept = (key: string): unknown => this.#kept.get(key);

  readonly keep = (key: string, value: unknown): void => {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  };

  /** {@link callHome}; a refusal that ends the visit ends it. */
  readonly call: Call = async (name, request) => {
    try {
      return await callHome(name, request);
    } catch (thrown) {
      if (thrown instanceof Trouble) this.#look(thrown.code);
      throw thrown;
    }
  };

  /** Says here at once what the stream will say later: who has changed something sees it. */
  readonly changed = (...topics: readonly Topic[]): void => this.#say(topics);

  #look(code: TroubleCode | string): void {
    const end = endOf(code);
    if (end === undefined || end === this.#end) return;
    this.#end = end;
    if (!mayStillSee(end)) this.#kept.clear();
    this.#connection.stop();
    this.#tell();
  }

  #crowd(crowded: boolean): void {
    if (this.#crowded === crowded) return;
    this.#crowded = crowded;
    this.#tell();
  }

  #say(topics: readonly Topic[]): void {
    for (const listener of this.#changed) listener(topics);
  }

  #tell(): void {
    for (const listener of this.#follow) listener();
  }
}
