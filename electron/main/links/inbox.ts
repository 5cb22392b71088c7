/** Keeps the last link that came until the page can take it: with its first question, or told at once. */
export class Inbox {
  readonly #tell: (invite: string) => void;
  #waiting: string | undefined;
  #pageListens = false;

  /** @param tell the page, which listens */
  constructor(tell: (invite: string) => void) {
    this.#tell = tell;
  }

  put(invite: string): void {
    if (this.#pageListens) this.#tell(invite);
    else this.#waiting = invite;
  }

  /** The page asks for what it must know; from now on it listens. */
  take(): string | undefined {
    const invite = this.#waiting;
    this.#waiting = undefined;
    this.#pageListens = true;
    return invite;
  }

  /** The page that listened is gone, or about to be. */
  pageGone(): void {
    this.#pageListens = false;
  }
}
