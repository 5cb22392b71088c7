/** What Node says when a connection fails, as codes of the catalogue. */
import { errnoOf } from '../../../shared/errno.ts';
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';

const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'HOME_NOT_FOUND',
  EAI_AGAIN: 'HOME_NOT_FOUND',
  EAI_NODATA: 'HOME_NOT_FOUND',
  EAI_NONAME: 'HOME_NOT_FOUND',
  CERT_HAS_EXPIRED: 'HOME_NOT_TRUSTED',
  CERT_NOT_YET_VALID: 'HOME_NOT_TRUSTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'HOME_NOT_TRUSTED',
  SELF_SIGNED_CERT_IN_CHAIN: 'HOME_NOT_TRUSTED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'HOME_NOT_TRUSTED',
};

/** OpenSSL's and the HTTP parser's codes come in families. */
const BY_FAMILY: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(UNABLE_TO_|CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERROR_IN_CERT)/, 'HOME_NOT_TRUSTED'],
  [/^HPE_/, 'HOME_ANSWER_NOT_VALID'],
];

const CLOCK_HINT = "Check this computer's date and time. If they are right, tell the person who invited you.";
const DATE_CODES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Whether a failed connection is one to a server whose certificate is not valid now. */
export function isOfDate(error: unknown): boolean {
  return LatchkeyError.is(error) && DATE_CODES.has(errorCode(error.cause));
}

/** Every failed connection has a code; a LatchkeyError passes through. */
export function networkError(error: unknown): LatchkeyError {
  if (error instanceof LatchkeyError) return error;
  const said = errorCode(error);
  const code = BY_CODE[said] ?? BY_FAMILY.find(([family]) => family.test(said))?.[1] ?? 'HOME_NOT_REACHED';
  const hint = DATE_CODES.has(said) ? { hint: CLOCK_HINT } : {};
  return new LatchkeyError(code, { detail: said || 'The connection failed.', cause: error, ...hint });
}

/** The error's code, also out of the several attempts that Node makes for a host with several addresses. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return errnoOf(error) ?? '';
}
