import { renderUnicodeCompact } from 'uqr';
import { formatInvite, type Invite, inviteLink, inviteWebLink } from '../../shared/invite.ts';
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

const list = (names: readonly string[]) => names.join(', ') || 'nothing';

function opens({ person, services, adds, known }: InvitationResult): string {
  if (!known) return `It opens: ${list(services)}.`;
  if (adds.length === 0) return `It opens what ${person} may open: ${list(services)}. Change that with latchkey allow.`;
  return `It opens: ${list(services)}. New for ${person}, on every device: ${list(adds)}.`;
}

/** The written forms of an invite. */
export function invitationForms(invite: Invite): Pick<InvitationResult, 'code' | 'invite' | 'link' | 'webLink'> {
  return {
    code: invite.code,
    invite: formatInvite(invite),
    link: inviteLink(invite),
    webLink: inviteWebLink(invite),
  };
}

/** The invitation for the admin to pass on; on a terminal with the link as a QR code. */
export function invitationText(shown: InvitationResult, terminal: Terminal): Shown {
  const bold = (text: string) => paint('bold', text, terminal.out);
  const qr = programWords(terminal.out.isTTY ? `\n${renderUnicodeCompact(shown.link)}\n` : '');
  return plain`An invitation for ${bold(shown.person)}${shown.device ? ` (${shown.device})` : ''}, for one device, once.
It expires ${localTime(new Date(shown.expiresAt))}. ${opens(shown)}

Send one of these, over a channel you trust:
  invite    ${bold(shown.invite)}
  app link  ${shown.link}
  web link  ${shown.webLink}
${qr}
Whoever holds it first gets the key. It cannot be shown again.`;
}
