import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeFacts } from '../core/records.ts';

/** A configuration that a reload replaces while others hold on to what they know of it. */
export class LiveHome<Home extends { readonly config: HomeConfig; readonly facts: HomeFacts }> {
  #now: Home;
  /** One object for as long as the home is open: what it says is always what the configuration of now says. */
  readonly facts: HomeFacts;

  constructor(home: Home) {
    this.#now = home;
    const properties = (Object.keys(home.facts) as (keyof HomeFacts)[]).map(
      (key) => [key, { enumerable: true, get: () => this.#now.facts[key] }] as const,
    );
    this.facts = Object.defineProperties({}, Object.fromEntries(properties)) as HomeFacts;
  }

  /** To be asked for each time it is needed. */
  get config(): HomeConfig {
    return this.#now.config;
  }

  /** Takes another configuration. @returns the one before */
  adopt(next: Home): Home {
    const before = this.#now;
    this.#now = next;
    return before;
  }
}
