import type { CodeProblem } from '../../../shared/code.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { Invite, InviteDefaults } from '../../../shared/invite.ts';
import { type InviteProblem, parseInvite } from '../../../shared/paste/read-invite.ts';

/**
 * Reads an invite.
 * @throws INVITE_NOT_VALID with what is wrong; the detail never repeats the code
 */
export function requireInvite(text: string, defaults?: InviteDefaults): Invite {
  const result = parseInvite(text, defaults);
  if (result.ok) return result.invite;
  throw new LatchkeyError('INVITE_NOT_VALID', { detail: explainInviteProblem(result.problem) });
}

/** What is wrong with an invite, and what to do. */
function explainInviteProblem(problem: InviteProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'There is nothing in it.';
    case 'too-long':
      return 'It is too long to be searched; copy only the lines around the invite.';
    case 'nothing':
      return 'There is no invite in it; copy the whole message that you were sent.';
    case 'no-host':
      return 'The name of the home after the @ is missing.';
    case 'no-code':
      return `The link to ${problem.host} has lost the code behind its #; ask for the invite as text.`;
    case 'host':
      return problem.port === undefined
        ? `"${problem.host}" after the @ is not the whole name of a home; copy the invite again, as one line.`
        : `The port ":${problem.port}" after ${problem.host} is not whole, or not from 1 to 65535; copy the invite again.`;
    case 'pin':
      return problem.typo
        ? 'The part after the slash has a typing error in it; compare it with the invite that you were sent.'
        : 'The part after the slash is not complete; copy the invite again, or ask for it as one line.';
    case 'wrapped':
      return `A mail filter (${problem.host}) has put its own link in place of the invite; ask for the invite as text.`;
    case 'several':
      return `There are ${problem.count} different invites in it; use one.`;
    case 'code':
      return explainCodeProblem(problem.problem);
  }
}

function explainCodeProblem(problem: CodeProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'The code is missing.';
    case 'character':
      return `The code has a character that no code has: "${problem.character}".`;
    case 'length':
      return `The code has ${problem.length} characters instead of ${problem.expected}.`;
    case 'check':
      return 'The code has a typing error in it.';
  }
}
