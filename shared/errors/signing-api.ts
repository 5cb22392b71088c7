/** What the signing API answers. */
import type { ErrorEntry } from './entry.ts';

export const SIGNING_API = {
  INVITATION_NOT_VALID: {
    status: 403,
    title: 'This code does not work.',
    hint: 'It may have a typo, or it is already used or expired. Check the code, or ask for a new one.',
  },
  CSR_NOT_VALID: {
    status: 422,
    title: 'The certificate request cannot be used.',
    hint: 'Send a PKCS#10 request in PEM with a P-256 key, signed by that key.',
  },
  REQUEST_NOT_VALID: {
    status: 400,
    title: 'The request is not valid.',
    hint: 'Compare it with /v1/openapi.json; the detail names the field.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The request is too large.', hint: 'Send at most 16 KiB.' },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    title: 'The format of the request is not supported.',
    hint: 'Send application/json.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'There were too many attempts.',
    hint: 'Wait for the time that Retry-After names, then try again.',
    retryable: true,
  },
  APP_TOO_OLD: {
    status: 426,
    title: 'This app is too old for the home.',
    hint: 'Get the newest Latchkey, then try again. Keys and progress are kept.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    status: 403,
    title: 'This device is no longer recognized.',
    hint: 'Ask for a new invitation.',
  },
  NOT_FOUND: { status: 404, title: 'There is nothing here.', hint: 'See /v1/openapi.json for what there is.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This address does not take this method.',
    hint: 'See /v1/openapi.json for what it takes.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on our side.',
    hint: 'Try again. If it keeps happening, find the request id in the log of the home.',
    retryable: true,
  },
  UNAVAILABLE: { status: 503, title: 'The home is busy.', hint: 'Try again in a moment.', retryable: true },
} as const satisfies Record<string, ErrorEntry>;
