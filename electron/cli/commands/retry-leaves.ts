import type { Client } from '../compose.ts';
import type { Terminal } from '../terminal.ts';
import { leaveLines } from '../words.ts';

/** Homes that could not be told earlier that a device has left. */
export async function retryLeaves({ enrolmentStore, leaving }: Client, terminal: Terminal): Promise<void> {
  if ((await enrolmentStore.list('leaving')).length === 0) return;
  await enrolmentStore.withLock(async () => {
    for (const outcome of await leaving.finish()) {
      for (const line of leaveLines(outcome, 'An earlier key')) terminal.say(line);
    }
  });
}
