import type { ErrorCode } from '../../shared/errors.ts';
import type { AskAbout, FailureView } from '../../shared/ipc/views.ts';
import { STORE_CAUSES } from '../../shared/store-causes.ts';
import type { Screen, State } from './model.ts';

/** What somebody can do after a failed try, the best first. */
export type Move = 'again' | 'later' | 'back' | 'invite';

/** Only another invite helps. */
const NEW_INVITE: ReadonlySet<ErrorCode> = new Set([
  'INVITATION_NOT_VALID',
  'KEY_LOST',
  'KEY_NOT_COPIED',
  'DEVICE_SHUT_OUT',
  'RENEWAL_SECRET_NOT_VALID',
  'RENEWAL_TOO_LATE',
  'VAULT_SEALED_ELSEWHERE',
]);
/** Trying the same once more cannot help. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  ...NEW_INVITE,
  'INVITE_NOT_VALID',
  'APP_TOO_OLD',
  'HOME_NOT_TRUSTED',
  'HOME_CLAIMS_TOO_MUCH',
  'CERTIFICATE_NOT_ACCEPTABLE',
  'STORE_NOT_SUPPORTED',
  'RECORDS_DAMAGED',
  'RECORDS_NEWER',
]);
/** The invite itself can be corrected, or another one be used. */
const INVITE_IS_WRONG: ReadonlySet<ErrorCode> = new Set(['INVITATION_NOT_VALID', 'INVITE_NOT_VALID', 'KEY_LOST']);

/** Whether the same once more can end otherwise, perhaps after the person has done something. */
export const canTryAgain = ({ code, storeCause }: Pick<FailureView, 'code' | 'storeCause'>): boolean =>
  !FINAL.has(code) && (storeCause === undefined || STORE_CAUSES[storeCause] !== 'no');

/** Whether the system has an address for its settings of date and time; Linux desktops have none in common. */
export const canOpenDateSettings = (platform: State['facts']['platform']): boolean =>
  platform === 'macos' || platform === 'windows';

/** Whether the date and time are what to look at after a failure, and can be opened. */
export const opensDateSettings = ({ code }: Pick<FailureView, 'code'>, platform: State['facts']['platform']): boolean =>
  code === 'CLOCK_WRONG' && canOpenDateSettings(platform);

/** What to ask the person who runs the home after a failure. */
export const askAboutFailure = (failure: FailureView): AskAbout =>
  NEW_INVITE.has(failure.code) ? { type: 'invite' } : { type: 'failure', failure };

/** Never empty; no screen is a dead end. */
export function nextMoves({ failure, resumable, run }: Screen & { readonly name: 'failed' }): readonly Move[] {
  if (INVITE_IS_WRONG.has(failure.code)) return ['invite'];
  if (!canTryAgain(failure)) return resumable ? ['later'] : ['back'];
  if (resumable) return ['again', 'later'];
  return run.way.type === 'resume' ? ['again', 'later'] : ['again', 'back'];
}

/** Whether the person is in the middle of nothing: no run, no question that waits for an answer, nothing typed. */
export function isAtRest({ screen, dialog, notice, asking, held, draft, renewing, tests }: State): boolean {
  if (dialog || notice || held !== undefined || asking.length > 0 || Object.keys(renewing).length > 0) return false;
  if (Object.values(tests).some(({ running }) => running)) return false;
  if (screen.name === 'invite') return !screen.asking && !screen.failure && !screen.own && draft.text === '';
  return screen.name === 'homes' || screen.name === 'done' || screen.name === 'access';
}
