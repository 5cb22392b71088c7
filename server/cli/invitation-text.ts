import { renderUnicodeCompact } from 'uqr';
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
