/** Why nothing came of what was asked of the home. */
import type { ErrorCode } from '../../../shared/errors.ts';

/** A code of the catalogue; `OFFLINE` when nobody answered. */
export type TroubleCode = ErrorCode | 'OFFLINE';

/** What looks like a code: the catalogue itself, with its English sentences, stays with the server. */
export const isTroubleCode = (code: unknown): code is TroubleCode =>
  typeof code === 'string' && /^[A-Z][A-Z_]{1,60}$/.test(code);

export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly code: TroubleCode;
  /** What exactly, in the home's words, which are English. */
  readonly detail: string | undefined;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: TroubleCode,
    about: { readonly detail?: string; readonly retryAfter?: number; cause?: unknown } = {},
  ) {
    super(code, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = code;
    this.detail = about.detail;
    this.retryAfter = about.retryAfter;
  }
}

export const troubleOf = (thrown: unknown): Trouble =>
  thrown instanceof Trouble ? thrown : new Trouble('INTERNAL', { cause: thrown });

/** What ends the visit: whoever sees one of these sees nothing else. */
const ENDS = [
  'CONSOLE_KEY_MISSING',
  'CONSOLE_KEY_NOT_VALID',
  'CONSOLE_KEY_REPLACED',
  'CONSOLE_NOT_ADMIN',
  'CONSOLE_LINK_NOT_VALID',
] as const satisfies readonly TroubleCode[];
export type End = (typeof ENDS)[number];

export const endOf = (code: string): End | undefined => ENDS.find((one) => one === code);

/** Whether what was loaded may still be seen: it is the same device, with a newer key. */
export const mayStillSee = (end: End): boolean => end === 'CONSOLE_KEY_REPLACED';
