import { mkdir } from 'node:fs/promises';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import { whole } from '../platform/breaking-off.ts';
import { HomeLock } from '../stack/process/process-lock.ts';

/**
 * Runs something that changes, or copies, what lies in `ca/`, and nothing else of the kind at the same time. Who
 * breaks the program off waits until it is done.
 * @throws LatchkeyError UNAVAILABLE
 */
export async function withCaLock<T>({ run }: Pick<HomeLayout, 'run'>, work: () => Promise<T>): Promise<T> {
  await mkdir(run.dir, { recursive: true, mode: 0o700 });
  const lock = take(run.caLock);
  try {
    return await whole(work);
  } finally {
    lock.release();
  }
}

function take(path: string): HomeLock {
  try {
    return HomeLock.take(path);
  } catch (cause) {
    if (!LatchkeyError.is(cause) || cause.code !== 'ALREADY_RUNNING') throw cause;
    throw new LatchkeyError('UNAVAILABLE', { detail: 'Another command is at work on the Homelab CA.', cause });
  }
}
