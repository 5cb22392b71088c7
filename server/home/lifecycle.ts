/** A part of a running home, from its start on. */
export interface Part {
  stop(): void | Promise<void>;
}

/**
 * Starts a part, which is stopped again when the work is over.
 * @param name its own, the next in the order
 * @returns the part
 */
export type StartPart<Name extends string> = <T extends Part>(name: Name, start: () => T | Promise<T>) => Promise<T>;

/**
 * Does work that starts parts one after the other. However it ends, also when the start of one fails, those that were
 * started are stopped, the last one first, each once. When one cannot be stopped, the others still are.
 * @param order the names of the parts, as they start
 * @param onStopFailed hears of each part that could not be stopped
 * @throws what the work throws, TypeError when it starts a part out of order; otherwise what the first stop that failed throws
 */
export async function withParts<T, Name extends string>(
  order: readonly Name[],
  work: (start: StartPart<Name>) => Promise<T>,
  onStopFailed: (error: unknown, name: Name) => void,
): Promise<T> {
  const started = new AsyncDisposableStack();
  const failures: unknown[] = [];
  let next = 0;
  const stop = async (name: Name, part: Part) => {
    try {
      await part.stop();
    } catch (error) {
      failures.push(error);
      onStopFailed(error, name);
    }
  };
  let result: T;
  try {
    result = await work(async (name, start) => {
      if (name !== order[next]) throw new TypeError(`${name} starts where ${order[next] ?? 'nothing'} should`);
      next += 1;
      const part = await start();
      started.defer(() => stop(name, part));
      return part;
    });
  } finally {
    await started.disposeAsync();
  }
  if (failures.length > 0) throw failures[0];
  return result;
}
