/** Why an NSS database does not answer: its tools say "bad database" for everything. */

import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../shared/errno.ts';
import type { StoreCause } from '../../../shared/store-causes.ts';

/** @param user this process' own id; undefined where there are none */
async function ofFile(path: string, user: number | undefined): Promise<StoreCause | 'missing' | undefined> {
  try {
    const { uid } = await stat(path);
    const mine = user === undefined || user === 0 || uid === user;
    return await access(path, constants.R_OK | constants.W_OK).then(
      () => undefined,
      () => (mine ? 'database-read-only' : 'database-foreign'),
    );
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? 'missing' : 'database-foreign';
  }
}

/**
 * What of a database keeps its tools from using it.
 * @param folder the one with cert9.db in it
 * @returns undefined when nothing of the files is in the way: another program holds it, or it is damaged
 */
export async function diagnoseDatabase(folder: string, user: number | undefined): Promise<StoreCause | undefined> {
  for (const path of [folder, join(folder, 'cert9.db'), join(folder, 'key4.db')]) {
    const cause = await ofFile(path, user);
    if (cause === 'missing') return path.endsWith('key4.db') ? 'database-no-keys' : undefined;
    if (cause !== undefined) return cause;
  }
  return undefined;
}
