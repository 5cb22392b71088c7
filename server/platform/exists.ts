import { stat } from 'node:fs/promises';
import { errnoOf } from '../../shared/errno.ts';

/** Whether something is there: also where this user may not look, so that nobody takes it for gone. */
export const mayBeThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => errnoOf(error) !== 'ENOENT',
  );

/** Whether something is there and this user can see it. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
