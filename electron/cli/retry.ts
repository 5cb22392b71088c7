import { RetryAfter } from '../core/retry-after.ts';
import type { Client } from './compose.ts';
import type { Terminal } from './terminal.ts';

/** Waits for a home that is busy, and says so; Ctrl+C stops it, and what was done so far is kept. */
export const retryAfter = ({ sleep }: Pick<Client, 'sleep'>, terminal: Terminal): RetryAfter =>
  new RetryAfter({
    sleep,
    waiting: (seconds) => {
      if (seconds !== undefined) terminal.say(`The home is busy; next try in ${seconds} s.`);
    },
  });
