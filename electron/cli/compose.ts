/** Where ports meet adapters for the command line. */
import { accessProbes } from '../adapters/access/probes.ts';
import { type Client, type ClientOptions, composeClient as compose } from '../adapters/client.ts';
import { dataFolder } from '../adapters/data-folder.ts';

export type { Client } from '../adapters/client.ts';

export interface Surroundings extends Omit<ClientOptions, 'data' | 'probes'> {
  readonly tempRoot: string;
  readonly uid: number | undefined;
}

export function composeClient({ tempRoot, uid, ...options }: Surroundings): Client {
  const data = dataFolder(options);
  return compose({ ...options, data, probes: accessProbes({ env: options.env, tempRoot, asRoot: uid === 0 }) });
}
