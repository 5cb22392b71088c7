/** The one state that a home is in: what is said about it, whether its services open, and what can help. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { HomeView } from '../../shared/ipc/views.ts';
import { canTryAgain } from './next-moves.ts';
import { validityOf } from './validity.ts';

export type HomeState =
  | 'working'
  /** It worked; the home did not answer just now. */
  | 'not-reached'
  /** It works; the next key does not come yet. */
  | 'not-renewed'
  /** It works until the key expires: the home wants a newer app to renew it. */
  | 'too-old'
  | 'renewing'
  | 'no-browser'
  | 'not-yet'
  | 'expired'
  | 'expired-for-good'
  | 'not-trusted'
  | 'not-recognized'
  | 'turned-off'
  | 'leaving';

/** What keeps a key from being renewed, where asking the home again cannot help. */
const FINAL: Readonly<Partial<Record<ErrorCode, HomeState>>> = {
  DEVICE_SHUT_OUT: 'turned-off',
  RENEWAL_SECRET_NOT_VALID: 'not-recognized',
  RENEWAL_TOO_LATE: 'expired-for-good',
  HOME_NOT_TRUSTED: 'not-trusted',
  HOME_CLAIMS_TOO_MUCH: 'not-trusted',
};

/** @param now milliseconds since 1970; the worst comes first, because only one state is said */
export function homeStateOf(home: HomeView, renewing: boolean, now: number): HomeState {
  const { state, access, renewal, stores } = home;
  if (state === 'leaving') return 'leaving';
  if (renewing) return 'renewing';
  const final = renewal.trouble && FINAL[renewal.trouble.failure.code];
  if (final) return final;
  if (access.answer === 'shut-out') return 'turned-off';
  const validity = validityOf(home, now);
  if (validity === 'expired' || validity === 'not-yet') return validity;
  if (stores.length === 0) return 'no-browser';
  if (renewal.trouble) return renewal.trouble.failure.code === 'APP_TOO_OLD' ? 'too-old' : 'not-renewed';
  return access.answer === 'none' ? 'not-reached' : 'working';
}

const OPEN: ReadonlySet<HomeState> = new Set(['working', 'not-reached', 'not-renewed', 'too-old', 'renewing']);

/** Whether the services open, as far as this computer can know. */
export const opens = (state: HomeState): boolean => OPEN.has(state);

/** Whether the key still renews by itself. */
export const renews = (state: HomeState): boolean => state !== 'leaving' && !Object.values(FINAL).includes(state);

/** What helps most: a new invite, asking, the newest app, renewing, another browser, leaving once more, the clock. */
export type Help = 'ask-invite' | 'ask' | 'get-newest' | 'renew' | 'add-browser' | 'leave' | 'clock' | undefined;

/** The main button of a state; undefined when nothing is to be done. */
export function helpFor(state: HomeState, home: Pick<HomeView, 'renewal' | 'skipped' | 'others'>): Help {
  switch (state) {
    case 'turned-off':
    case 'not-recognized':
    case 'expired-for-good':
      return 'ask-invite';
    case 'not-trusted':
      return 'ask';
    case 'too-old':
      return 'get-newest';
    case 'expired':
    case 'not-renewed': {
      const { trouble } = home.renewal;
      if (trouble?.failure.code === 'APP_TOO_OLD') return 'get-newest';
      if (trouble?.failure.code === 'CLOCK_WRONG') return 'clock';
      return trouble && !canTryAgain(trouble.failure) ? 'ask' : 'renew';
    }
    case 'no-browser':
      return firstToAdd(home) ? 'add-browser' : 'ask';
    case 'leaving':
      return 'leave';
    case 'not-yet':
      return 'clock';
    case 'working':
    case 'not-reached':
    case 'renewing':
      return undefined;
  }
}

/** The browser that can take the key most easily; undefined when none can. */
export function firstToAdd({ skipped, others }: Pick<HomeView, 'skipped' | 'others'>) {
  return others[0] ?? skipped.find(({ failure }) => canTryAgain(failure));
}
