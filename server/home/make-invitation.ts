/** An invitation in every form that it is passed on in: for the command and for the console. */
import { BUILD } from '../../shared/build.ts';
import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../shared/downloads.ts';
import { formatInvite, type Invite, type InviteDefaults, inviteLink, inviteWebLink } from '../../shared/invite.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { downloadsOf } from '../core/config/sections/downloads.ts';
import type { InvitationOrder } from '../core/enrolment/invitations.ts';
import type { Invitation } from '../core/records.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type InvitePage, invitePage } from './invite-link.ts';
import { inviteDefaults, type OpenHome } from './open.ts';

/** A day and a time as somebody reads them in a message. */
const byThen = (time: Date) => time.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** Whom people ask for the app: who sends the message, where `contact` names nobody. */
function whom({ name, email, url }: HomeConfig['contact'] = {}): string {
  const reached = [email, url].filter((each) => each !== undefined).join(', ');
  if (name !== undefined) return reached === '' ? name : `${name} (${reached})`;
  return reached === '' ? 'me' : reached;
}

/** Where to get the app: a line for each system, or whom to ask. */
function downloadLines({ pin }: Invite, { downloads = {}, contact }: Sent): string {
  const lines = (Object.keys(DOWNLOAD_SYSTEMS) as DownloadSystem[]).flatMap((system) => {
    const url = downloads[system]?.url;
    return url === undefined ? [] : [`  ${DOWNLOAD_SYSTEMS[system]}: ${url}\n`];
  });
  if (lines.length > 0) return `\nNo Latchkey on it yet? Get it here:\n\n${lines.join('')}`;
  const who =
    pin === undefined
      ? 'A computer needs the app Latchkey for it, a phone or tablet does not.'
      : 'No Latchkey on it yet?';
  return `\n${who} Ask ${whom(contact)} where to get it.\n`;
}

/** What a message is about. */
interface Sent {
  readonly person: string;
  readonly home: string;
  readonly expiresAt: Date;
  readonly page: InviteDefaults;
  readonly downloads: HomeConfig['downloads'];
  readonly contact?: HomeConfig['contact'];
}

/**
 * What the admin can send as it is. A browser warns of a home that has a private root before it shows the page: there the
 * message itself goes into the app.
 */
export function invitationMessage(invite: Invite, of: Sent): string {
  const here =
    invite.pin === undefined
      ? `Open this link on the phone or computer that you want to use. The page shows you what to do:\n\n${inviteWebLink({ code: invite.code, ...of.page })}`
      : `Open Latchkey on the computer that you want to use, and paste this whole message into it:\n\n${formatInvite(invite)}`;
  return `Hello ${of.person},

you have been given access to ${of.home}. ${here}
${downloadLines(invite, of)}
It works once, for one device, until ${byThen(of.expiresAt)}. Please do not pass it on.`;
}

/** `code` and all that contains it are secrets until the code is redeemed. */
interface InvitationForms {
  readonly code: string;
  readonly invite: string;
  readonly link: string;
  readonly webLink: string;
}

/** The written forms of an invite. @param page where its web link leads */
function invitationForms(invite: Invite, page: InviteDefaults): InvitationForms {
  return {
    code: invite.code,
    invite: formatInvite(invite),
    link: inviteLink(invite),
    webLink: inviteWebLink({ code: invite.code, ...page }),
  };
}

/** An invitation that was made, and how it is passed on. */
export interface MadeInvitation {
  readonly invitation: Invitation;
  readonly forms: InvitationForms;
  /** Ready to be sent to the person: what it is, where to open it, until when. */
  readonly message: string;
  /** What the person may open once it is redeemed, with every device of theirs; and of these, what they may not open yet. */
  readonly services: readonly string[];
  readonly adds: readonly string[];
  readonly page: InvitePage;
  /** Where the app is; undefined when the message has the person ask somebody. */
  readonly downloads: HomeConfig['downloads'];
}

/** Invites a person for a device. @throws LatchkeyError as {@link import('../core/enrolment/invitations.ts').Invitations.invite} */
export async function makeInvitation(home: OpenHome, order: InvitationOrder): Promise<MadeInvitation> {
  const { config } = home;
  const [defaults, page] = await Promise.all([inviteDefaults(home), invitePage(home)]);
  const { code, invitation } = home.invitations.invite({
    ...order,
    life: order.life ?? config.invitations.lifeSeconds * 1000,
  });
  const { opens } = home.granting.withInvitation(invitation);
  const nothing = home.granting.withInvitation({ ...invitation, services: [] });
  const before = new Set(nothing.opens.flatMap(({ name, open }) => (open ? [name] : [])));
  const services = opens.flatMap(({ name, open }) => (open ? [name] : []));
  const invite = { code, ...defaults };
  const downloads = downloadsOf(config.downloads, BUILD, packageJson.version);
  return {
    invitation,
    forms: invitationForms(invite, page.place),
    message: invitationMessage(invite, {
      person: invitation.person,
      home: config.name,
      page: page.place,
      downloads,
      ...(config.contact && { contact: config.contact }),
      expiresAt: new Date(invitation.expiresAt),
    }),
    services,
    adds: services.filter((name) => !before.has(name)),
    page,
    downloads,
  };
}
