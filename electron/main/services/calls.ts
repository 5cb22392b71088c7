/** What every call of the contract does. */
import { ERRORS, LatchkeyError } from '../../../shared/errors.ts';
import type { BootView, FailureView } from '../../../shared/ipc/views.ts';
import type { EnrolmentStore } from '../../core/ports.ts';
import type { RetryAfter } from '../../core/retry-after.ts';
import type { Handlers } from '../ipc/bind.ts';
import { comb, type Log } from '../log/log.ts';
import type { Background } from '../renewal/background.ts';
import type { Renewals } from '../renewal/renewals.ts';
import { serviceUrl } from '../security/external-urls.ts';
import type { AccessTests } from './access-tests.ts';
import type { Enrolments } from './enrolments.ts';
import type { Homes } from './homes.ts';
import type { AppFacts } from './report-text.ts';

export interface CallsDeps {
  readonly boot: () => Promise<BootView>;
  readonly homes: Pick<Homes, 'list' | 'leave' | 'addToStore'>;
  readonly enrolments: Pick<Enrolments, 'unfinished' | 'preview' | 'enrol' | 'resume' | 'forget'>;
  readonly accessTests: Pick<AccessTests, 'test' | 'text'>;
  readonly retry: Pick<RetryAfter, 'stop'>;
  readonly renewals: Pick<Renewals, 'renew'>;
  readonly background: Pick<Background, 'view' | 'set' | 'keepUp'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'list'>;
  readonly app: AppFacts;
  readonly copy: (text: string) => void;
  readonly openExternal: (url: string) => Promise<void>;
  readonly showLogs: () => Promise<void>;
  readonly licences: () => Promise<string>;
  readonly log: Log;
}

export function calls(deps: CallsDeps): Handlers {
  const {
    boot,
    homes,
    enrolments,
    accessTests,
    retry,
    renewals,
    background,
    enrolmentStore,
    app,
    copy,
    openExternal,
    showLogs,
    licences,
    log,
  } = deps;
  return {
    boot,
    homes: async () => ({ homes: await homes.list(), unfinished: await enrolments.unfinished().catch(noneIfExpected) }),
    preview: ({ invite }) => enrolments.preview(invite),
    enrol: ({ invite, deviceName, keepOld }) => enrolments.enrol(invite, deviceName, keepOld),
    resume: ({ id }) => enrolments.resume(id),
    forget: ({ id }) => enrolments.forget(id),
    testAccess: ({ homeId }) => accessTests.test(homeId),
    copyReport: ({ homeId }) => copy(accessTests.text(homeId)),
    copyFailure: (failure) => copy(failureText(failure, app)),
    openService: async ({ homeId, service }) => {
      await openExternal(serviceUrl(await enrolmentStore.list(), homeId, service));
    },
    leave: async ({ homeId, unlock }) => {
      const left = await homes.leave(homeId, unlock);
      await background.keepUp();
      return left;
    },
    renew: ({ homeId }) => renewals.renew(homeId),
    background: () => background.view(),
    stopWaiting: async () => retry.stop(),
    setBackground: ({ on }) => background.set(on),
    addToStore: ({ homeId, storeId, password }) => homes.addToStore(homeId, storeId, password),
    showLogs,
    licences,
    reportCrash: ({ message, stack }) => {
      log.warn('window-crashed', { said: comb(message), stack: comb(stack) });
    },
  };
}

/** The homes can be told without the vault; why it does not answer was said when the app started. */
function noneIfExpected(error: unknown): [] {
  if (LatchkeyError.is(error)) return [];
  throw error;
}

/** For the admin, in English. The page chose the failure, so what it says about itself is bounded and on one line. */
function failureText({ code, detail, requestId }: FailureView, { version, system }: AppFacts): string {
  const line = (text: string) => text.replace(/\s+/g, ' ').slice(0, 500);
  const title = code in ERRORS ? ERRORS[code as keyof typeof ERRORS].title : '';
  return [
    `Latchkey ${version}, ${system}`,
    `${code}: ${title}`,
    ...(detail === undefined ? [] : [line(detail)]),
    ...(requestId === undefined ? [] : [`request ${line(requestId)}`]),
    '',
  ].join('\n');
}
