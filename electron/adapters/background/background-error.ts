import { LatchkeyError } from '../../../shared/errors.ts';
import type { CommandResult } from '../run-command.ts';

/** @throws BACKGROUND_FAILED always, with what was said */
export function backgroundError(cause: unknown): never {
  const detail = (typeof cause === 'string' ? cause : saidBy(cause)).trim().slice(0, 300);
  throw new LatchkeyError('BACKGROUND_FAILED', { ...(detail ? { detail } : {}), cause });
}

function saidBy(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  const { stderr = '', stdout = '' } = cause as Partial<CommandResult>;
  return stderr || stdout;
}
