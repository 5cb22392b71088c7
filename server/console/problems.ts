import type { Problem } from '../../shared/api.ts';
import { CONSOLE_STATUSES } from '../../shared/console/routes.ts';
import { ERRORS, type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { toProblem } from '../http/problems.ts';

/** What an admin can do something about is said with its detail; 422 unless the contract or the catalogue knows better. */
const statusOf = (code: ErrorCode) => CONSOLE_STATUSES[code] ?? ERRORS[code].status ?? 422;

/** The problem details of whatever was thrown, and seconds after which a retry makes sense. */
export function problemOf(
  thrown: unknown,
  requestId: string,
): { readonly problem: Problem; readonly retryAfter: number | undefined } {
  const error = LatchkeyError.is(thrown) ? thrown : new LatchkeyError('INTERNAL', { cause: thrown });
  const { code, detail, hint, retryAfter } = error;
  const problem = { ...toProblem(error, requestId), status: statusOf(code) };
  if (problem.status === 500) return { problem, retryAfter };
  return { problem: { ...problem, hint, ...(detail !== undefined && { detail }) }, retryAfter };
}
