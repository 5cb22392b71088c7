/** Something that is done again and again. */
export interface Repeating {
  /** No further time begins. Resolves when the one that goes on has ended; may be called twice. */
  stop(): Promise<void>;
}

/**
 * Does something again and again, one at a time, until it is stopped. What fails is tried again the next time.
 * @param every milliseconds between the end of one time and the beginning of the next
 * @param options.immediately begins now, and not after the first pause
 */
export function repeat(
  every: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
  { immediately = false }: { readonly immediately?: boolean } = {},
): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = Promise.resolve();
  const later = (pause: number) => {
    if (!stopped) timer = setTimeout(run, pause);
  };
  const run = () => {
    running = Promise.resolve()
      .then(work)
      .then(() => undefined, onError)
      .finally(() => later(every));
  };
  if (immediately) run();
  else later(every);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
