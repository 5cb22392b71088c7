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
  readonly services: readonly string[];
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
It ends ${localTime(new Date(shown.expiresAt))}. It opens: ${shown.services.join(', ')}.

Send one of these, over a channel you trust:
  invite    ${bold(shown.invite)}
  app link  ${shown.link}
  web link  ${shown.webLink}
${qr}
Whoever holds it first gets the key. It cannot be shown again.`;
}
