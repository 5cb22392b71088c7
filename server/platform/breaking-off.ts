import process from 'node:process';

/** By what somebody breaks a program off: Ctrl-C, a wish from outside, a terminal that is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals, and a reader of the output that is gone. */
export type Breaker = (typeof SIGNALS)[number] | 'output closed';

const listeners = new Set<(by: Breaker) => void>();

const heard = (signal: NodeJS.Signals) => void breakOff(signal as Breaker);

/**
 * Tells everybody who waits for it that the program is broken off.
 * @returns false when nobody waits, so that the program may simply end
 */
export function breakOff(by: Breaker): boolean {
  const all = [...listeners];
  for (const listener of all) listener(by);
  return all.length > 0;
}

/**
 * Calls back each time that somebody breaks the program off. Until it is undone, the program does not end by that: whoever
 * waits ends it in order.
 * @returns a function that undoes it
 */
export function whenBrokenOff(listener: (by: Breaker) => void): () => void {
  const own = (by: Breaker) => listener(by);
  if (listeners.size === 0) for (const signal of SIGNALS) process.on(signal, heard);
  listeners.add(own);
  return () => {
    if (!listeners.delete(own) || listeners.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, heard);
  };
}

/** A program that was broken off while it could take back what it had begun. */
export class BrokenOff extends Error {
  constructor() {
    super('broken off');
  }
}

/**
 * Does work that would be left half done: who breaks the program off waits until it is done, or taken back. A second time
 * ends the program at once, unless somebody else waits too.
 * @param work what `goOn` throws in it is for the work to clean up after: it is called where nothing counts yet
 * @returns what the work returns, also when it was broken off too late to be taken back
 * @throws BrokenOff from `goOn`, once it was broken off
 */
export async function whole<T>(work: (goOn: () => void) => Promise<T>): Promise<T> {
  let broken = false;
  const undo = whenBrokenOff((by) => {
    // Whether anybody reads the result does not count here.
    if (by === 'output closed') return;
    if (!broken) {
      broken = true;
      return;
    }
    undo();
    if (listeners.size === 0) process.kill(process.pid, by);
  });
  const goOn = () => {
    if (broken) throw new BrokenOff();
  };
  try {
    return await work(goOn);
  } finally {
    undo();
  }
}
