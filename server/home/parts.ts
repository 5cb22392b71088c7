/** A part of a running home, from its start on. */
export interface Part {
  stop(): void | Promise<void>;
}

/** Starts a part, which is stopped again when the work is over. @returns the part */
export type StartPart = <T extends Part>(start: () => T | Promise<T>) => Promise<T>;

/**
 * Does work that starts parts one after the other. However it ends, also when the start of one fails, those that were
 * started are stopped, the last one first, each once. When one cannot be stopped, the others still are.
 * @param onStopFailed hears of each part that could not be stopped
 * @throws what the work throws; otherwise what the first stop that failed throws
 */
export async function withParts<T>(
  work: (start: StartPart) => Promise<T>,
  onStopFailed: (error: unknown) => void,
): Promise<T> {
  const started = new AsyncDisposableStack();
  const failures: unknown[] = [];
  const stop = async (part: Part) => {
    try {
      await part.stop();
    } catch (error) {
      failures.push(error);
      onStopFailed(error);
    }
  };
  let result: T;
  try {
    result = await work(async (start) => {
      const part = await start();
      started.defer(() => stop(part));
      return part;
    });
  } finally {
    await started.disposeAsync();
  }
  if (failures.length > 0) throw failures[0];
  return result;
}
