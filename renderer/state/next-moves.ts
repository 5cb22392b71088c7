import type { ErrorCode } from '../../shared/errors.ts';
import type { FailureView } from '../../shared/ipc/views.ts';
import { STORE_CAUSES } from '../../shared/store-causes.ts';
import type { Screen } from './model.ts';

/** What somebody can do after a failed try, the best first. */
export type Move = 'again' | 'later' | 'back' | 'invite';

/** Trying the same once more cannot help with these. */
const INVITE_IS_WRONG: ReadonlySet<ErrorCode> = new Set(['INVITATION_NOT_VALID', 'INVITE_NOT_VALID', 'KEY_LOST']);
const DO_NOT_GO_ON: ReadonlySet<ErrorCode> = new Set([
  'HOME_NOT_TRUSTED',
  'HOME_CLAIMS_TOO_MUCH',
  'STORE_NOT_SUPPORTED',
]);

/** Whether the same once more can end otherwise, perhaps after the person has done something. */
export const canTryAgain = ({ code, storeCause }: Pick<FailureView, 'code' | 'storeCause'>): boolean =>
  !DO_NOT_GO_ON.has(code) && (storeCause === undefined || STORE_CAUSES[storeCause] !== 'no');

/** Never empty; no screen is a dead end. */
export function nextMoves({ failure, resumable, run }: Screen & { readonly name: 'failed' }): readonly Move[] {
  if (INVITE_IS_WRONG.has(failure.code)) return ['invite'];
  if (!canTryAgain(failure)) return resumable ? ['later'] : ['back'];
  if (resumable) return ['again', 'later'];
  return run.way.type === 'resume' ? ['again', 'later'] : ['again', 'back'];
}
