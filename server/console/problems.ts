import type { Problem } from '../../shared/api.ts';
import { CONSOLE_STATUSES } from '../../shared/console/routes.ts';
import { ERRORS, type ErrorCode, LatchkeyError } from '../../shared/errors.ts';
import { toProblem } from '../http/problems.ts';

/** An error that an admin can act on keeps its detail. The status is 422 unless the contract or the catalogue has another. */
const statusOf = (code: ErrorCode) => CONSOLE_STATUSES[code] ?? ERRORS[code].status ?? 422;

/** The problem details (RFC 9457) of a thrown error, and the seconds after which a retry makes sense. */
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
