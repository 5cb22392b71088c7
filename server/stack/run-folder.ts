import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';

/**
 * The folders of a running home: sockets, logs, what Caddy keeps, and an empty one in which HAProxy and Caddy run.
 * @throws LatchkeyError FOLDER_NOT_WRITABLE
 */
export async function makeRunFolder({ run, logs, accessLog, caddy }: HomeLayout): Promise<void> {
  try {
    for (const folder of [run.dir, run.caddy, logs, dirname(accessLog), caddy])
      await mkdir(folder, { recursive: true, mode: 0o700 });
    // What somebody put there is not for Caddy to find.
    await rm(run.empty, { recursive: true, force: true });
    await mkdir(run.empty);
    await chmod(run.empty, 0o555);
  } catch (cause) {
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${run.dir}: ${(cause as Error).message}.`, cause });
  }
}
