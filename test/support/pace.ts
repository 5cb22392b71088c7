import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds from one connection to the next: the edge proxy turns away who begins more than 300 in a second. */
const PACE = 5;

/** @returns what a test waits for before each connection from outside, however many it makes at once */
export function pacedTurns(): () => Promise<void> {
  let next = 0;
  return () => {
    next = Math.max(next + PACE, performance.now());
    return sleep(next - performance.now());
  };
}
