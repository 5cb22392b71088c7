/** Where ports meet adapters for the command line. */
import { accessProbes } from '../adapters/access/probes.ts';
import { openDataFolder } from '../adapters/data-folder.ts';
import { abortableSleep } from '../adapters/sleep.ts';
import { type ClientOptions, composeClient as compose, type Client as WholeClient } from '../client/compose.ts';
import type { RetryAfterDeps } from '../core/retry-after.ts';

/** What the terminal uses of it; the rest is for the window. */
export interface Client extends Omit<WholeClient, 'addToStore'> {
  readonly sleep: RetryAfterDeps['sleep'];
}

export interface Environment extends Omit<ClientOptions, 'data' | 'probes'> {
  readonly tempRoot: string;
  readonly uid: number | undefined;
}

export function composeClient({ tempRoot, uid, ...options }: Environment): Client {
  const data = openDataFolder(options);
  const probes = accessProbes({ env: options.env, tempRoot, asRoot: uid === 0 });
  return { ...compose({ ...options, data, probes }), sleep: abortableSleep };
}
