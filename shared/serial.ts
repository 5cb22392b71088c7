/** Runs asynchronous work one piece at a time, in the order it was asked for. A piece that fails holds up nobody. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what `work` returns, or rejects with what it throws, once everything asked for before has ended */
  run<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#last.then(work);
    this.#last = running.catch(() => undefined);
    return running;
  }

  /** Resolves when everything that was asked for until now has ended; never rejects. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
