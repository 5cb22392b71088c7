import { constants } from 'node:os';
import process from 'node:process';

/** The signals that interrupt a program: Ctrl-C, a request to terminate, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What interrupts a program: a signal, or that the reader of its output is gone. */
export type Breaker = (typeof SIGNALS)[number] | 'output closed';

const listeners = new Set<(by: Breaker) => void>();

const heard = (signal: NodeJS.Signals) => void breakOff(signal as Breaker);

/**
 * Calls every listener of {@link whenBrokenOff}.
 * @returns false when there is none, so that the program may simply exit
 */
export function breakOff(by: Breaker): boolean {
  const all = [...listeners];
  for (const listener of all) listener(by);
  return all.length > 0;
}

/**
 * Calls a listener each time that the program is interrupted. While there are listeners, an interruption does not end the
 * program: they clean up and end it.
 * @returns a function that removes the listener
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

/** Thrown when the program was interrupted and its work can be undone. */
export class BrokenOff extends Error {
  /** What shells give for a program that a signal ended: 128 and its number. */
  readonly exitCode: number;

  constructor(by: Breaker) {
    super('broken off');
    this.exitCode = 128 + constants.signals[by === 'output closed' ? 'SIGPIPE' : by];
  }
}

/**
 * Does work that must not be left half done: an interruption waits until the work is finished or undone. A second
 * interruption ends the program at once, unless there are other listeners.
 * @param work calls `goOn` before each step that can still be undone, and cleans up after what `goOn` throws
 * @returns the result of the work, also when the interruption came too late to undo it
 * @throws BrokenOff from `goOn`, after an interruption
 */
export async function whole<T>(work: (goOn: () => void) => Promise<T>): Promise<T> {
  let broken: Breaker | undefined;
  const undo = whenBrokenOff((by) => {
    // The work is finished even when nobody reads its result.
    if (by === 'output closed') return;
    if (broken === undefined) {
      broken = by;
      return;
    }
    undo();
    if (listeners.size === 0) process.kill(process.pid, by);
  });
  const goOn = () => {
    if (broken !== undefined) throw new BrokenOff(broken);
  };
  try {
    return await work(goOn);
  } finally {
    undo();
  }
}
