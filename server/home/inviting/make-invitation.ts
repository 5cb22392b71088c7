/** An invitation in every form that it is passed on in: for the command and for the console. */
import { BUILD } from '../../../shared/build.ts';
import { formatInvite, type Invite, type InviteDefaults, inviteLink, inviteWebLink } from '../../../shared/invite.ts';
import type { Language } from '../../../shared/languages.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { downloadsOf } from '../../core/config/sections/downloads.ts';
import type { InvitationOrder } from '../../core/enrolment/invitations.ts';
import type { Invitation } from '../../core/records.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { OpenHome } from '../open.ts';
import { inviteDefaults } from '../read.ts';
import { invitationMessage } from './invitation-message.ts';
import type { InvitedFor } from './invitation-texts.ts';
import { type InvitePage, invitePage } from './invite-link.ts';

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
  /** It was meant for a phone, whose browser does not know the root of this home. */
  readonly notForPhones: boolean;
  /** Where the app is; undefined when the message has the person ask somebody. */
  readonly downloads: HomeConfig['downloads'];
}

/** What the message says, beside what the order does. */
interface MessageOrder {
  /** Both phones and computers when absent. */
  readonly isFor?: InvitedFor | undefined;
  /** That of the person's profile when absent, then `otherwise`, then that of latchkey.yaml. */
  readonly language?: Language | undefined;
  readonly otherwise?: Language | undefined;
}

/** Invites a person for a device. @throws LatchkeyError as {@link import('../../core/enrolment/invitations.ts').Invitations.invite} */
export async function makeInvitation(
  home: OpenHome,
  { isFor = 'either', language, otherwise, ...order }: InvitationOrder & MessageOrder,
): Promise<MadeInvitation> {
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
      isFor,
      language: language ?? home.profiles.of(invitation.person).language ?? otherwise ?? config.language,
    }),
    services,
    adds: services.filter((name) => !before.has(name)),
    page,
    notForPhones: isFor === 'phone' && invite.pin !== undefined,
    downloads,
  };
}
