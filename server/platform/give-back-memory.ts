import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Has V8 collect all garbage and give the room back to the system, which takes some tens of milliseconds. V8 does so by
 * itself when it needs room: what a start has left behind would stay for as long as the program has little to do.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  // The function is in contexts that are made from now on. Without the flavour, V8 keeps the pages for the next garbage.
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
