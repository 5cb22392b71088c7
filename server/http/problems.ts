import type { Problem } from '../../shared/api.ts';
import { errnoOf } from '../../shared/errno.ts';
import { ERRORS, LatchkeyError } from '../../shared/errors.ts';

/** The media type of problem details (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** The error that a client is told of whatever was thrown: what is not in the catalogue is a bug, and INTERNAL. */
export function asLatchkeyError(error: unknown): LatchkeyError {
  if (error instanceof LatchkeyError) {
    // An error without a status is none that a client can do anything about: the admin's, found in the log.
    return ERRORS[error.code].status === undefined ? new LatchkeyError('INTERNAL', { cause: error }) : error;
  }
  const known = fastifyError(error);
  return known ?? new LatchkeyError('INTERNAL', { cause: error });
}

/** What Fastify itself finds wrong with a request (https://fastify.dev/docs/latest/Reference/Errors/). */
function fastifyError(error: unknown): LatchkeyError | undefined {
  switch (errnoOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new LatchkeyError('BODY_TOO_LARGE');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new LatchkeyError('MEDIA_TYPE_NOT_SUPPORTED');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new LatchkeyError('REQUEST_NOT_VALID', { detail: 'The body is not JSON.' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new LatchkeyError('REQUEST_NOT_VALID', { detail: 'The body is not as long as Content-Length says.' });
    case 'FST_ERR_BAD_URL':
      return new LatchkeyError('NOT_FOUND');
    default:
      return undefined;
  }
}

/** The problem details of an error of the catalogue. */
export function toProblem(error: LatchkeyError, requestId: string): Problem {
  const entry = ERRORS[error.code];
  const status = entry.status ?? 500;
  // What failed on our side names files and is for the log.
  const told = status < 500 ? error : { detail: undefined, hint: entry.hint };
  return {
    type: `urn:latchkey:error:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: entry.title,
    status,
    ...(told.detail === undefined ? {} : { detail: told.detail }),
    code: error.code,
    hint: told.hint,
    retryable: entry.retryable ?? false,
    requestId,
  };
}
