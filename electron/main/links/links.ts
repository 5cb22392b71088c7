/**
 * Links that open the app: `latchkey://…`, from wherever the system hands them over. A link only leads to
 * what its invite promises; nothing is made before the person says yes, and it is never logged.
 */
import { formatInvite, type InviteDefaults } from '../../../shared/invite.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { inviteOfFile } from './invite-file.ts';

export const LINK_SCHEME = 'latchkey';

/** Longer than any link that `latchkey invite` prints. */
const MAX_LINK = 512;

/**
 * The invite in a link, as text to start from.
 * @returns undefined for what is no link of ours; a link with a mistake in it as it came, so that the window can say which
 */
export function inviteOfLink(link: string, defaults?: InviteDefaults): string | undefined {
  const ours = link.toLowerCase().startsWith(`${LINK_SCHEME}://`);
  if (!ours || link.length > MAX_LINK || /[\s\p{C}]/u.test(link)) return undefined;
  const parsed = parseInvite(link, defaults);
  if (parsed.ok) return formatInvite(parsed.invite);
  return /^[\x21-\x7e]+$/.test(link) ? link : undefined;
}

/**
 * The first link or invite file among the words of a command line. All are looked at: Chromium puts its own words
 * anywhere.
 */
export function inviteOfArguments(argv: readonly string[], defaults?: InviteDefaults): string | undefined {
  for (const word of argv) {
    const invite = inviteOfLink(word, defaults) ?? inviteOfFile(word, defaults);
    if (invite !== undefined) return invite;
  }
  return undefined;
}
