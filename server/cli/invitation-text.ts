import { renderUnicodeCompact } from 'uqr';
import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../shared/downloads.ts';
import { formatInvite, type Invite, type InviteDefaults, inviteLink, inviteWebLink } from '../../shared/invite.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { localTime, paint, plain, programWords, type Shown, type Terminal } from './terminal.ts';

/** What `latchkey invite --json` prints. `code` and all that contains it are secrets until the code is redeemed. */
export interface InvitationResult {
  readonly id: string;
  readonly person: string;
  readonly device?: string;
  readonly code: string;
  readonly invite: string;
  readonly link: string;
  readonly webLink: string;
  /** Ready to be sent to the person: what it is, where to open it, until when. */
  readonly message: string;
  readonly expiresAt: string;
  /** Other people whose names look like this one. */
  readonly looksLike: readonly string[];
  /** What the person may open once it is redeemed, with every device of theirs. */
  readonly services: readonly string[];
  /** Of these, what they may not open yet. */
  readonly adds: readonly string[];
  /** Whether they were given something before. */
  readonly known: boolean;
}

const COPY_HINT = ' (--copy puts it on the clipboard)';

const list = (names: readonly string[]) => names.join(', ') || 'nothing';

function opens({ person, services, adds, known }: InvitationResult): string {
  if (!known) return `It opens: ${list(services)}.`;
  if (adds.length === 0) return `It opens what ${person} may open: ${list(services)}. Change that with latchkey allow.`;
  return `It opens: ${list(services)}. New for ${person}, on every device: ${list(adds)}.`;
}

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

/** The written forms of an invite. @param page where its web link leads */
export function invitationForms(
  invite: Invite,
  page: InviteDefaults,
): Pick<InvitationResult, 'code' | 'invite' | 'link' | 'webLink'> {
  return {
    code: invite.code,
    invite: formatInvite(invite),
    link: inviteLink(invite),
    webLink: inviteWebLink({ code: invite.code, ...page }),
  };
}

/** The invitation for the admin to pass on; on a terminal with the link as a QR code. */
export function invitationText(shown: InvitationResult, terminal: Terminal): Shown {
  const bold = (text: string) => paint('bold', text, terminal.out);
  // Cameras open web links only.
  const qr = programWords(terminal.out.isTTY ? `\n${renderUnicodeCompact(shown.webLink)}\n` : '');
  return plain`An invitation for ${bold(shown.person)}${shown.device ? ` (${shown.device})` : ''}, for one device, once.
It expires ${localTime(new Date(shown.expiresAt))}. ${opens(shown)}

Send this message, over a channel you trust${COPY_HINT}:

${programWords(shown.message.replaceAll(/^(?=.)/gm, '  '))}

Other forms:
  to read aloud  ${bold(shown.invite)}
  web link       ${shown.webLink}
  app link       ${shown.link}
${qr}
Whoever uses it first gets access. It cannot be shown again.`;
}

/** The invitation to make a key for an app; on a terminal with the link as a QR code. */
export function appKeyText(
  shown: {
    readonly person: string;
    readonly device: string;
    readonly app: string;
    readonly webLink: string;
    readonly expiresAt: string;
  },
  terminal: Terminal,
): Shown {
  const qr = programWords(terminal.out.isTTY ? `\n${renderUnicodeCompact(shown.webLink)}\n` : '');
  return plain`A key for ${shown.app} on ${shown.device}, of ${shown.person}. Open this on that device, once, before ${localTime(new Date(shown.expiresAt))}:

  ${shown.webLink}
${qr}
It opens what the device opens, and ends with it. latchkey shut-out ${shown.device} --app ${shown.app} ends it alone.`;
}
