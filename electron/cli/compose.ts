/** Where ports meet adapters for the command line. */
import { homedir, hostname, tmpdir } from 'node:os';
import process from 'node:process';
import { accessProbes } from '../adapters/access/probes.ts';
import { openDataFolder } from '../adapters/data-folder.ts';
import { abortableSleep } from '../adapters/sleep.ts';
import { type ClientOptions, composeClient, type Client as WholeClient } from '../client/compose.ts';
import type { RetryAfterDeps } from '../core/retry-after.ts';

/** What the terminal uses of it; the rest is for the window. */
export interface Client extends Omit<WholeClient, 'addToStore'> {
  readonly sleep: RetryAfterDeps['sleep'];
}

/** For the person and the computer that this process runs as. */
export function clientOfThisProcess(more: Pick<ClientOptions, 'version' | 'checkpoint'>): Client {
  const { env, platform } = process;
  const options = { env, platform, hostname: hostname(), home: homedir(), ...more };
  const data = openDataFolder(options);
  const probes = accessProbes({ env, tempRoot: tmpdir(), asRoot: process.getuid?.() === 0 });
  return { ...composeClient({ ...options, data, probes }), sleep: abortableSleep };
}
