import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../../shared/downloads.ts';
import { fill } from '../../../shared/fill.ts';
import { formatInvite, type Invite, type InviteDefaults, inviteWebLink } from '../../../shared/invite.ts';
import type { Language } from '../../../shared/languages.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { INVITATION_TEXTS, type InvitedFor } from './invitation-texts.ts';

/** What a message is about. */
interface Sent {
  readonly person: string;
  readonly home: string;
  readonly expiresAt: Date;
  readonly page: InviteDefaults;
  readonly downloads: HomeConfig['downloads'];
  readonly contact?: HomeConfig['contact'];
  readonly language: Language;
  readonly isFor: InvitedFor;
}

/** A day and a time as somebody reads them in a message. */
const byThen = (time: Date, language: Language) =>
  time.toLocaleString(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeStyle: 'short' });

/** Whom `contact` has people ask for the app, if anybody. */
function whom({ name, email, url }: HomeConfig['contact'] = {}): string | undefined {
  const reached = [email, url].filter((each) => each !== undefined).join(', ');
  if (name === undefined) return reached === '' ? undefined : reached;
  return reached === '' ? name : `${name} (${reached})`;
}

/** Where to get the app: a line for each system, or whom to ask. Empty for a phone, which needs no app. */
function whereTheAppIs(isFor: InvitedFor, { downloads = {}, contact, language }: Sent): string {
  if (isFor === 'phone') return '';
  const { needs, get, askMe, askThem } = INVITATION_TEXTS[language];
  const lines = (Object.keys(DOWNLOAD_SYSTEMS) as DownloadSystem[]).flatMap((system) => {
    const url = downloads[system]?.url;
    return url === undefined ? [] : [`  ${DOWNLOAD_SYSTEMS[system]}: ${url}\n`];
  });
  if (lines.length > 0) return `\n${needs[isFor]} ${get}\n\n${lines.join('')}`;
  const asked = whom(contact);
  return `\n${needs[isFor]} ${asked === undefined ? askMe : fill(askThem, { whom: asked })}\n`;
}

/**
 * What the admin can send as it is. Browsers warn of a home that has a private root before they show its page: there the
 * message itself goes into the app, which only computers have.
 */
export function invitationMessage(invite: Invite, of: Sent): string {
  const texts = INVITATION_TEXTS[of.language];
  const isFor = invite.pin === undefined ? of.isFor : 'computer';
  const here =
    invite.pin === undefined
      ? `${texts.open[isFor]}\n\n${inviteWebLink({ code: invite.code, ...of.page })}`
      : `${texts.paste}\n\n${formatInvite(invite)}`;
  return `${fill(texts.hello, { person: of.person, home: of.home })} ${here}
${whereTheAppIs(isFor, of)}
${fill(texts.once, { when: byThen(of.expiresAt, of.language) })}`;
}
