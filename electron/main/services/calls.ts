/** What every call of the contract does. */
import { LatchkeyError, unlessExpected } from '../../../shared/errors.ts';
import { formatInvite, type InviteDefaults, inviteOrigin } from '../../../shared/invite.ts';
import type { BootView } from '../../../shared/ipc/views.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import type { EnrolmentStore } from '../../core/ports.ts';
import type { RetryAfter } from '../../core/retry-after.ts';
import type { Handlers } from '../ipc/bind.ts';
import { comb, type Log } from '../log/log.ts';
import type { Background } from '../renewal/background.ts';
import type { Renewals } from '../renewal/renewals.ts';
import { contactUrl, dateSettingsUrl, mailUrl, serviceUrl } from '../security/external-urls.ts';
import type { Texts } from '../texts/texts.ts';
import type { AccessTests } from './access-tests.ts';
import { failureText, messageAbout } from './asking.ts';
import type { Enrolments } from './enrolments.ts';
import type { Homes } from './homes.ts';
import type { AppFacts } from './report-text.ts';

export interface CallsDeps {
  readonly boot: () => Promise<BootView>;
  readonly homes: Pick<Homes, 'list' | 'leave' | 'addToStore'>;
  readonly enrolments: Pick<
    Enrolments,
    'unfinished' | 'placeOf' | 'preview' | 'enrol' | 'resume' | 'forget' | 'addressee'
  >;
  readonly accessTests: Pick<AccessTests, 'test' | 'text'>;
  readonly retry: Pick<RetryAfter, 'stop'>;
  readonly renewals: Pick<Renewals, 'renew'>;
  readonly background: Pick<Background, 'view' | 'set' | 'keepUp'>;
  readonly enrolmentStore: Pick<EnrolmentStore, 'get' | 'list'>;
  /** Moves aside what cannot be read of the records. */
  readonly repairRecords: () => Promise<void>;
  readonly texts: () => Texts;
  readonly app: AppFacts;
  readonly copy: (text: string) => void;
  /** What was copied, to be looked at only while the person is at our window. */
  readonly clipboard: { readonly read: () => Promise<string>; readonly isOurs: () => boolean };
  readonly defaults: InviteDefaults | undefined;
  readonly openExternal: (url: string) => Promise<void>;
  /** Installs the update that is ready, unless something is under way. */
  readonly restartToUpdate: () => void;
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly showLogs: () => Promise<void>;
  readonly licences: () => Promise<string>;
  readonly log: Log;
}

/** @returns what carries out each call; what one of them throws, `bindCalls` makes a failure that the window can show */
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
    repairRecords,
    texts,
    app,
    copy,
    clipboard,
    defaults,
    openExternal,
    restartToUpdate,
    platform,
    showLogs,
    licences,
    log,
  } = deps;
  /** Where the invite leads that was looked at last. */
  let last: InviteDefaults | undefined;
  const remember = (invite: string) => {
    const parsed = parseInvite(invite, defaults);
    if (parsed.ok) last = parsed.invite;
  };
  return {
    boot,
    homes: async () => ({
      homes: await homes.list(),
      // The homes can be told without the vault; why it does not answer was said when the app started.
      unfinished: (await enrolments.unfinished().catch(unlessExpected)) ?? [],
    }),
    clipboardInvite: async ({ take }) => {
      const found = clipboard.isOurs() ? parseInvite(await clipboard.read(), defaults) : undefined;
      if (!found?.ok) return undefined;
      const { invite } = found;
      return { host: invite.host, ...(take ? { invite: formatInvite(invite) } : {}) };
    },
    preview: ({ invite }) => {
      remember(invite);
      return enrolments.preview(invite);
    },
    enrol: ({ invite, deviceName, keepOld }) => enrolments.enrol(invite, deviceName, keepOld),
    resume: async ({ id }) => {
      // A page that was loaded anew may go on with one that this app has not looked for yet.
      await enrolments.unfinished().catch(unlessExpected);
      last = enrolments.placeOf(id) ?? last;
      return enrolments.resume(id);
    },
    forget: ({ id }) => enrolments.forget(id),
    testAccess: ({ homeId }) => accessTests.test(homeId),
    copyFailure: (failure) => copy(failureText(failure, app)),
    askContact: async ({ homeId, about, way }) => {
      const record = homeId === undefined ? undefined : await enrolmentStore.get(homeId);
      if (way === 'page') {
        await openExternal(contactUrl(record?.contact?.url));
        return;
      }
      const addressee = record ? { home: record.home.name, contact: record.contact } : enrolments.addressee;
      const report = () => accessTests.text(homeId ?? '');
      const { subject, body } = messageAbout(about, addressee, texts(), app, report);
      if (way === 'copy') copy(body);
      else await openExternal(mailUrl(addressee.contact?.email, subject, body));
    },
    repairRecords,
    openDownloads: async ({ homeId }) => {
      const place = homeId === undefined ? last : (await enrolmentStore.get(homeId))?.place;
      if (place === undefined) throw new LatchkeyError('NOT_ENROLLED');
      await openExternal(`${inviteOrigin(place)}/`);
    },
    atRest: () => undefined,
    restartToUpdate: async () => restartToUpdate(),
    openService: async ({ homeId, service }) => {
      await openExternal(serviceUrl(await enrolmentStore.list(), homeId, service));
    },
    openDateSettings: async () => {
      const url = dateSettingsUrl(platform);
      if (url !== undefined) await openExternal(url);
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
