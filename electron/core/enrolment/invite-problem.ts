import { LatchkeyError } from '../../../shared/errors.ts';
import { type Invite, type InviteDefaults, type InviteProblem, parseInvite } from '../../../shared/invite.ts';

/**
 * Reads an invite.
 * @throws INVITE_NOT_VALID with what is wrong; the detail never repeats the code
 */
export function requireInvite(text: string, defaults?: InviteDefaults): Invite {
  const result = parseInvite(text, defaults);
  if (result.ok) return result.invite;
  throw new LatchkeyError('INVITE_NOT_VALID', { detail: explainInviteProblem(result.problem) });
}

/** What is wrong with an invite, in one sentence. */
function explainInviteProblem(problem: InviteProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'There is nothing in it.';
    case 'no-host':
      return 'The name of the home after the @ is missing.';
    case 'host':
      return 'The name of the home after the @ is not a proper name.';
    case 'pin':
      return 'The part after the slash is not complete.';
    case 'several':
      return `There are ${problem.count} different invites in it; use one.`;
    case 'code':
      switch (problem.problem.kind) {
        case 'empty':
          return 'The code is missing.';
        case 'character':
          return `The code has a character that no code has: "${problem.problem.character}".`;
        case 'length':
          return `The code has ${problem.problem.length} characters instead of ${problem.problem.expected}.`;
        case 'check':
          return 'The code has a typing error in it.';
      }
  }
}
