import { readFile } from 'node:fs/promises';
import { homeLayout } from '../../server/core/layout.ts';
import type { ProcessRecord } from '../../server/stack/process/processes.ts';

/** The HAProxy and the Caddy that a running `latchkey up` has recorded. */
export async function childrenOf(dir: string): Promise<ProcessRecord[]> {
  return JSON.parse(await readFile(homeLayout(dir).run.children, 'utf8'));
}
