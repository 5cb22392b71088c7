/** When the home asks its CA for a server certificate (`certificates: dns-01`). Pure: times are milliseconds since 1970. */

/** Why the last try failed, as far as it decides what happens next. */
export const FAILURE_KINDS = [
  'rate-limited',
  'not-authorised',
  'ca-unreachable',
  'dns-not-there',
  'account-unknown',
  'took-too-long',
  'interrupted',
  'not-usable',
  'other',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface Failure {
  readonly at: number;
  readonly kind: FailureKind;
  /** What the provider, the CA or lego said: plain text without secrets. */
  readonly reason: string;
  /** The CA said not to ask before that time (Retry-After). */
  readonly notBefore?: number | undefined;
}

/** What is remembered of tries, also through restarts. */
export interface Tries {
  /** A try has begun and its end is not known. */
  readonly began?: number | undefined;
  /** Failures in a row. */
  readonly failures: number;
  readonly failure?: Failure | undefined;
  readonly succeededAt?: number | undefined;
  /** The directory of the CA that issued the last one. */
  readonly directory?: string | undefined;
  /** Number of the account at the CA; one more each time the CA did not know the last one. */
  readonly account?: number | undefined;
}

/** The certificate that is there. */
export interface Present {
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER, hexadecimal. */
  readonly fingerprint: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Four tries in the first hour of failing, then fewer. Let's Encrypt refuses after five failures an hour
 * (https://letsencrypt.org/docs/rate-limits/).
 */
const FIRST_PAUSE = 15 * MINUTE;
const LONGEST_PAUSE = 6 * HOUR;
/** After the home itself ended the try: neither the CA nor the provider refused anything. */
const INTERRUPTED_PAUSE = 2 * MINUTE;
/** After a certificate that cannot be used: it counts at the CA like any other (see {@link AFTER_SUCCESS}). */
const UNUSABLE_PAUSE = 6 * HOUR;
/** After a rate limit for which the CA gave no time. */
const LIMITED_PAUSE = 3 * HOUR;
/** The longest Retry-After of a CA that is believed. */
const LONGEST_LIMIT = 8 * 24 * HOUR;
/**
 * Let's Encrypt issues five certificates for the same names in a week, one more every 34 hours. A CA whose certificates live
 * no longer, such as Step CA, has no such limit: half of their life is waited for at the most.
 */
const AFTER_SUCCESS = 36 * HOUR;
const pauseAfterSuccess = ({ notBefore, notAfter }: Present): number =>
  Math.max(0, Math.min(AFTER_SUCCESS, (notAfter - notBefore) / 2));
/** How late in the last third a renewal may begin, as a part of the life: homes shall not all come at once. */
const JITTER = 1 / 60;

/** A number from 0 to 1, the same for the same fingerprint. */
const fraction = (hexadecimal: string) => Number.parseInt(hexadecimal.slice(0, 8), 16) / 0xffff_ffff || 0;

/** When a certificate is to be renewed: when a third of its life is left, and a little later. */
export function renewalDue({ notBefore, notAfter, fingerprint }: Present): number {
  const life = notAfter - notBefore;
  return notAfter - life / 3 + life * JITTER * fraction(fingerprint);
}

const FIRST_PAUSES: Partial<Record<FailureKind, number>> = {
  interrupted: INTERRUPTED_PAUSE,
  'not-usable': UNUSABLE_PAUSE,
};

/** Milliseconds to wait after so many failures in a row. */
export function pauseAfter(failures: number, kind: FailureKind): number {
  const first = FIRST_PAUSES[kind] ?? FIRST_PAUSE;
  const doubled = first * 2 ** Math.min(Math.max(0, failures - 1), 10);
  const pause = Math.min(doubled, kind === 'not-usable' ? AFTER_SUCCESS : LONGEST_PAUSE);
  return kind === 'rate-limited' ? Math.max(pause, LIMITED_PAUSE) : pause;
}

/** Moves times in the future, from when the clock was ahead, to now: otherwise the home might not try for years. */
export function inThePast(tries: Tries, now: number): Tries {
  const past = (time: number | undefined) => (time === undefined ? undefined : Math.min(time, now));
  const { failure } = tries;
  return {
    ...tries,
    began: past(tries.began),
    succeededAt: past(tries.succeededAt),
    failure: failure && {
      ...failure,
      at: Math.min(failure.at, now),
      notBefore: failure.notBefore && Math.min(failure.notBefore, now + LONGEST_LIMIT),
    },
  };
}

export interface Due {
  /** Undefined when there is none, or none for all of the names. */
  readonly present: Present | undefined;
  readonly tries: Tries;
  /** The directory that latchkey.yaml names. */
  readonly directory: string;
}

/** When to try next; a time in the past means now. Whatever a clock or a CA says, no limit of the CA is reached. */
export function nextTry({ present, tries, directory }: Due): number {
  const { failure, failures, succeededAt } = tries;
  const sameCa = tries.directory === undefined || tries.directory === directory;
  const due = present && sameCa ? renewalDue(present) : 0;
  if (failure && failures > 0)
    return Math.max(due, failure.at + pauseAfter(failures, failure.kind), failure.notBefore ?? 0);
  return present && sameCa && succeededAt !== undefined ? Math.max(due, succeededAt + pauseAfterSuccess(present)) : due;
}
