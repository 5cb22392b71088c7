/**
 * The one catalogue of errors, in the words of the signing API and of the commands. The window and the console say the
 * same errors in words of their own, in five languages: renderer/texts/errors and renderer/console/texts/errors.
 * `title` says what is wrong, `hint` what to do next. Wrong, used and expired codes share one entry on purpose: a
 * guesser learns nothing from the difference.
 */
import { APP } from './errors/app.ts';
import { COMMAND } from './errors/command.ts';
import { CONSOLE } from './errors/console.ts';
import type { ErrorEntry } from './errors/entry.ts';
import { SIGNING_API } from './errors/signing-api.ts';
import type { StoreCause } from './store-causes.ts';

const catalogue = { ...SIGNING_API, ...APP, ...COMMAND, ...CONSOLE } as const;

export type ErrorCode = keyof typeof catalogue;

/** Every error by its code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = catalogue;

/** Narrows a text to a code of the catalogue. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(catalogue, text);
}

/** What an error may carry beside its code. Never a secret: details are shown, logged and sent. */
export interface ErrorDetails {
  /** What exactly, in one sentence: the field, the file and line, the tool's last words. */
  readonly detail?: string;
  /** A hint that fits better than the catalogue's. */
  readonly hint?: string;
  /** What kept a certificate store from doing its part, when that is known. */
  readonly storeCause?: StoreCause | undefined;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number | undefined;
  /** The id under which the home's log knows the request. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** An expected failure with an entry in the catalogue. Anything else that is thrown is a bug. */
export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly hint: string;
  readonly storeCause: StoreCause | undefined;
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;

  /** Narrows what was caught. */
  static is(thrown: unknown): thrown is LatchkeyError {
    return thrown instanceof LatchkeyError;
  }

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const { detail, hint, storeCause, retryAfter, requestId, cause } = details;
    super(detail ? `${ERRORS[code].title} ${detail}` : ERRORS[code].title, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.hint = hint ?? ERRORS[code].hint;
    this.storeCause = storeCause;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }

  /** What is wrong, from the catalogue. `message` adds the detail. */
  get title(): string {
    return ERRORS[this.code].title;
  }
}

/**
 * For a `catch`: takes an expected failure for nothing.
 * @throws whatever else was thrown, a bug
 */
export function unlessExpected(error: unknown): undefined {
  if (!LatchkeyError.is(error)) throw error;
}
